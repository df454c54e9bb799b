/** The client of QMP against a QEMU that is played by a test. */
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Qmp } from '../../../bench/real-qemu/qmp.ts';

/** A client, and the lines of its other side. */
function played() {
  const from = new PassThrough();
  const to = new PassThrough();
  const asked: string[] = [];
  to.on('data', (data: Buffer) => asked.push(...data.toString().trim().split('\n')));
  const say = (message: object): void => {
    from.write(`${JSON.stringify(message)}\n`);
  };
  const why = Promise.resolve(new Error('QEMU has closed its QMP'));
  return { qmp: new Qmp(from, to, why), say, asked, end: () => from.end() };
}

/** Lets the streams hand on what was written. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const GREETING = { QMP: { version: {}, capabilities: [] } };
const STAMP = { seconds: 1_700_000_000, microseconds: 250_000 };

async function opened() {
  const other = played();
  const open = other.qmp.open();
  other.say(GREETING);
  await settle();
  other.say({ return: {}, id: 1 });
  await open;
  return other;
}

describe('a client of QMP', () => {
  it('answers the greeting, and gives each command its own reply', async () => {
    const { qmp, say, asked } = await opened();
    const first = qmp.execute('query-migrate');
    const second = qmp.execute('stop', { now: true });
    say({ return: {}, id: 3 });
    say({ return: { status: 'active' }, id: 2 });
    expect(await Promise.all([first, second])).toEqual([{ status: 'active' }, {}]);
    expect(asked.map((line) => JSON.parse(line))).toEqual([
      { execute: 'qmp_capabilities', id: 1 },
      { execute: 'query-migrate', id: 2 },
      { execute: 'stop', arguments: { now: true }, id: 3 },
    ]);
  });

  it("fails with QEMU's own words", async () => {
    const { qmp, say } = await opened();
    const refused = qmp.execute('migrate');
    say({ error: { class: 'GenericError', desc: 'no such uri' }, id: 2 });
    await expect(refused).rejects.toThrow('migrate: no such uri');
  });

  it('finds events that were and that come, with their time', async () => {
    const { qmp, say } = await opened();
    const come = qmp.event(({ event }) => event === 'STOP');
    say({ event: 'MIGRATION', data: { status: 'active' }, timestamp: STAMP });
    say({ event: 'STOP', timestamp: STAMP });
    expect((await come).atSeconds).toBe(1_700_000_000.25);
    expect(await qmp.event(({ data }) => data.status === 'active')).toBe(qmp.events[0]);
  });

  it('passes over what is no message', async () => {
    const { qmp, say } = await opened();
    say(['nothing']);
    say({ return: {}, id: 99 });
    const reply = qmp.execute('query-status');
    say({ return: 'fine', id: 2 });
    expect(await reply).toBe('fine');
  });

  it('fails all that waits when QEMU ends, and all that comes after', async () => {
    const { qmp, end } = await opened();
    const reply = qmp.execute('query-status');
    const event = qmp.event(() => false);
    end();
    await expect(reply).rejects.toThrow('query-status: QEMU has closed its QMP');
    await expect(event).rejects.toThrow('QEMU has closed its QMP');
    await expect(qmp.execute('stop')).rejects.toThrow('closed');
    await expect(qmp.open()).rejects.toThrow('closed');
  });

  it('does not open with a QEMU that ends before its greeting', async () => {
    const { qmp, end } = played();
    const open = qmp.open();
    end();
    await expect(open).rejects.toThrow('QEMU has closed its QMP');
  });
});
