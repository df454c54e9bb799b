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
  const enter = courseOf(migration, xend);
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
  const bytesSent = fileBytes(migration);
  let written = 0;
  const clock = new RoundClock(migration, () => written);
  clock.startRound();
  const batches = yield* saveAll(migration, save, pass);
  written = bytesSent;
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
  const outcome = { startNs, stopReason: 'not-live', rounds: [round], bytesSent } as const;
  return { ...outcome, abandoned: false, parts: parts.parts, fixups: pass.fixups };
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
function courseOf({ course, parameters }: Migration, tools: Task): (part: string) => void {
  if (course === undefined) return () => undefined;
  const gone = live('file-removed', 'source', { kind: 'burn', at: 'source', by: 'tools', ns: 0 });
  const resume = resumed({ kind: 'burn', at: 'source', by: 'tools', ns: parameters.activateCpu });
  const tasks = { source: { tools }, destination: {} };
  course.carriedBy(meansOf({ resume, abandon: gone }, tasks), () => 0);
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

/** Writes the save file, batch by batch, and returns the batches in it. */
function* saveAll(migration: Migration, save: Task, pass: PagePass): Body<Batch[]> {
  const { parameters, machinery, guest, storage, simulation, pages } = migration;
  const stream = fileStream(migration, storage.in, save);
  openStream(migration, stream);
  const server = new Task(machinery, storage.server, 'file server', 'storage');
  const stored = simulation.start(server.read(stream, fileBytes(migration), 0));
  const batches: Batch[] = [];
  const perByteNs = plainCost(parameters).writeNsPerByte;
  yield* save.write(stream, wire.streamHeadBytes(guest.memory.p2mPages), perByteNs);
  while (!pass.atEnd) {
    const batch = pass.takeBatch(true);
    pages?.batchEnds(simulation.nowNs);
    yield* save.burn(batch.scanned * parameters.sourceCpuPerScan);
    if (batch.pages === 0) break;
    batches.push(batch);
    const { cpuNs, bytes } = senderCost(batch, { parameters, wire }, 1);
    yield* save.burn(cpuNs);
    yield* save.write(stream, bytes, perByteNs);
  }
  yield* save.write(stream, tailBytes(migration), perByteNs);
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
