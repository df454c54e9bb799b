/**
 * Suspend-copy-resume: the guest is suspended, its memory is saved to storage that both hosts
 * reach, and restored from there on the destination. Nothing is sent twice, and the guest is down
 * for all of it.
 *
 * The save file is complete before the restore begins (`xm save`, then `xm restore`). Costs of Dom0
 * are those of a live migration; the storage is a file server without a CPU of its own in the
 * model.
 */

import { type Body, join } from '../kernel/process.ts';
import { ByteStream } from '../machine/flow/byte-stream.ts';
import type { Link } from '../machine/flow/link.ts';
import { Task } from '../machine/flow/task.ts';
import { plainCost, senderCost } from './batch-cost.ts';
import { frozen, suspendGuest } from './guest-stops.ts';
import { latencyOf, type Migration, newPartLedger, type Outcome } from './migration.ts';
import { bothHear } from './page-listener.ts';
import { type Batch, PagePass } from './page-pass.ts';
import type { PartLedger } from './parts.ts';
import { receiveBatch } from './receiver.ts';
import { RoundClock } from './round-clock.ts';
import { live, resumed } from './stages.ts';
import { xendActivation } from './stages-xen.ts';
import { WIRE_V1 as wire } from './wire-format-v1.ts';
import { meansOf, openStream, spend } from './workers.ts';

export function* suspendCopyResume(migration: Migration): Body<Outcome> {
  const { guest, parameters, simulation, source, destination, versions, pages } = migration;
  const startNs = simulation.nowNs;
  const parts = newPartLedger(migration);
  const xend = source.newTask(`xend ${guest.name}`, 'toolstack');
  const save = source.newTask(`xc_save ${guest.name}`, 'migration');
  const file = { bytes: 0 };
  const enter = courseOf(migration, xend, file);
  enter('check');
  yield* xend.burn(parameters.checkCpu);
  parts.close('check', 'source');
  enter('suspend-request');
  yield* xend.burn(parameters.suspendHopCpu * parameters.suspendHopsBefore);
  yield* suspendGuest(guest, parameters);
  parts.close('suspend-request', 'source');
  enter('suspend-handshake');
  parts.beginDowntime();
  yield* xend.burn(parameters.suspendHopCpu * parameters.suspendHopsAfter);
  yield* frozen(guest, save, parameters.sourceSetupCpu);
  parts.close('suspend-handshake', 'source');
  enter('save');
  const pass = new PagePass(guest.memory, { skips: false, wire });
  const verify = versions && ((index: number, mask: number) => versions.taken(index, mask));
  pass.onTake = bothHear(verify, pages?.taken);
  pages?.roundStarts(simulation.nowNs, 1, false, pass.dueWords);
  const clock = new RoundClock(migration, () => file.bytes);
  clock.startRound();
  const batches = yield* saveAll(migration, { save, file }, pass);
  clock.endSending();
  const round = clock.endRound({ ...COUNTS, sent: pass.sent });
  parts.close('save', 'source');
  enter('source-teardown');
  yield* xend.burn(parameters.teardownCpu);
  parts.close('source-teardown', 'source');
  enter('restore');
  yield* restoreAll(migration, batches);
  versions?.compare();
  parts.close('restore', 'destination');
  yield* activate(migration, parts, enter);
  guest.resume(destination);
  const outcome = { startNs, stopReason: 'not-live', rounds: [round] } as const;
  const { bytes: bytesSent } = file;
  return { ...outcome, bytesSent, abandoned: false, parts: parts.parts, fixups: pass.fixups };
}

/** From the end of the restore until the guest may run. */
function* activate(migration: Migration, parts: PartLedger, enter: (part: string) => void): Body {
  const { guest, parameters, destination } = migration;
  const tools = destination.newTask(`xend ${guest.name}`, 'toolstack');
  const latencyNs = latencyOf(migration);
  for (const { does, part, host } of xendActivation({ parameters, latencyNs })) {
    enter(part);
    yield* spend(does, { source: {}, destination: { tools } });
    parts.close(part, host);
  }
}

/** What tells its course where it is. */
function courseOf(
  { course, parameters }: Migration,
  tools: Task,
  file: SaveFile,
): (part: string) => void {
  if (course === undefined) return () => undefined;
  const gone = live('file-removed', 'source', { kind: 'burn', at: 'source', by: 'tools', ns: 0 });
  const resume = resumed({ kind: 'burn', at: 'source', by: 'tools', ns: parameters.activateCpu });
  const tasks = { source: { tools }, destination: {} };
  course.carriedBy(meansOf({ resume, abandon: gone }, tasks), () => file.bytes);
  return (part) => course.enter(live(part, 'source'));
}

/** The only round; nothing is written while it is sent. */
const COUNTS = {
  live: false,
  zeroPages: 0,
  skipped: 0,
  left: 0,
  throttle: 0,
  dirtied: null,
} as const;

/** What has been written of it. */
interface SaveFile {
  bytes: number;
}

/** Writes the save file, batch by batch, and returns the batches in it. */
function* saveAll(
  migration: Migration,
  { save, file }: { readonly save: Task; readonly file: SaveFile },
  pass: PagePass,
): Body<Batch[]> {
  const { parameters, machinery, guest, storage, simulation, pages } = migration;
  const stream = fileStream(migration, storage.in, save);
  openStream(migration, stream);
  const server = new Task(machinery, storage.server, 'file server', 'storage');
  const stored = simulation.start(server.read(stream, fileBytes(migration), 0));
  const batches: Batch[] = [];
  const perByteNs = plainCost(parameters).writeNsPerByte;
  const write = function* (bytes: number): Body {
    yield* save.write(stream, bytes, perByteNs);
    file.bytes += bytes;
  };
  yield* write(wire.streamHeadBytes(guest.memory.p2mPages));
  while (!pass.atEnd) {
    const batch = pass.takeBatch(true);
    pages?.batchEnds(simulation.nowNs);
    yield* save.burn(batch.scanned * parameters.sourceCpuPerScan);
    if (batch.pages === 0) break;
    batches.push(batch);
    const { cpuNs, bytes } = senderCost(batch, { parameters, wire }, 1);
    yield* save.burn(cpuNs);
    yield* write(bytes);
  }
  yield* write(tailBytes(migration));
  yield* join(stored);
  machinery.close(stream);
  return batches;
}

/** Creates the domain, reads the save file back and completes the guest. */
function* restoreAll(migration: Migration, batches: readonly Batch[]): Body {
  const { parameters, machinery, destination, guest, storage, simulation } = migration;
  const xend = destination.newTask(`xend ${guest.name} (create)`, 'toolstack');
  yield* xend.burn(parameters.destinationCreateCpu);
  yield parameters.destinationCreateWait;
  const restore = destination.newTask(`xc_restore ${guest.name}`, 'migration');
  const stream = fileStream(migration, storage.out, restore);
  openStream(migration, stream);
  const server = new Task(machinery, storage.server, 'file server', 'storage');
  const fetched = simulation.start(server.write(stream, fileBytes(migration), 0));
  const perByteNs = plainCost(parameters).readNsPerByte;
  yield* restore.read(stream, wire.streamHeadBytes(guest.memory.p2mPages), perByteNs);
  for (const batch of batches) yield* receiveBatch(restore, stream, { parameters, wire }, batch);
  yield* restore.read(stream, tailBytes(migration), perByteNs);
  yield* join(fetched);
  machinery.close(stream);
  yield* restore.burn(parameters.destinationCpuPerFinish * guest.memory.p2mPages);
}

function fileStream({ parameters, guest, storage }: Migration, link: Link, task: Task): ByteStream {
  return new ByteStream(`save file of ${guest.name}`, {
    path: [link],
    sendBufferBytes: parameters.sendBuffer,
    receiveBufferBytes: parameters.receiveBuffer,
    ends: [task.vcpu, ...storage.server.vcpus],
  });
}

function tailBytes({ guest }: Migration): number {
  const unmapped = guest.memory.p2mPages - guest.memory.pages;
  return wire.streamTailBytes(unmapped, guest.domain.vcpus.length);
}

/** Size of the save file: all pages in full batches but the last. */
function fileBytes(migration: Migration): number {
  const { pages, p2mPages } = migration.guest.memory;
  const full = Math.floor(pages / wire.batchPagesMax);
  const rest = pages % wire.batchPagesMax;
  const batches =
    full * wire.batchBytes(wire.batchPagesMax) + (rest > 0 ? wire.batchBytes(rest) : 0);
  return wire.streamHeadBytes(p2mPages) + batches + tailBytes(migration);
}
