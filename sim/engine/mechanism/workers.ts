/** Processes of a migration, the stream between them, and what its stages cost them. */
import type { Body } from '../kernel/process.ts';
import { ByteStream } from '../machine/flow/byte-stream.ts';
import type { Task } from '../machine/flow/task.ts';
import { Relay, relayAt } from './channels.ts';
import type { Means } from './course.ts';
import type { Migration } from './migration.ts';
import type { Side, Toolstack, Work, Worker } from './stages.ts';

/** Those that there are, by host and by what they do. */
export type Tasks = Readonly<Record<Side, Partial<Record<Worker, Task>> & { relay?: Relay }>>;

/** Burns and waits; the other works of a stage are the caller's. */
export function* spend(works: readonly Work[], tasks: Tasks): Body {
  for (const work of works) {
    if (work.kind === 'wait') yield work.ns;
    else if (work.kind === 'burn') yield* (tasks[work.at][work.by] as Task).burn(work.ns);
  }
}

/** What its processes have left to do if a migration fails. */
export function meansOf({ resume, abandon }: Omit<Means, 'spend'>, tasks: Tasks): Means {
  return { resume, abandon, spend: (works) => spend(works, tasks) };
}

/** Writes or reads bytes, past what relays them at that end. */
export function passing(tasks: Tasks[Side], bytes: number, moving: Body): Body {
  return tasks.relay === undefined ? moving : tasks.relay.beside(bytes, moving);
}

/** Starts what relays the bytes of a migration. */
export function startRelays(tasks: Tasks, migration: Migration): void {
  const { channel = 'plain', parameters, simulation, guest } = migration;
  for (const at of ['source', 'destination'] as const) {
    const kind = relayAt(channel, at, parameters);
    if (kind === undefined) continue;
    const task = migration[at].newTask(`${kind.name} ${guest.name}`, 'migration');
    tasks[at].relay = new Relay(simulation, task, kind);
  }
}

/** What processes and stream are made from. */
type Ends = Pick<Migration, 'source' | 'destination' | 'path' | 'parameters'> & {
  readonly guest: { readonly name: string };
};

/** Starts the processes of a toolstack on both hosts. */
export function tasksOf({ processes }: Toolstack, { guest, source, destination }: Ends): Tasks {
  const tasks: Tasks = { source: {}, destination: {} };
  for (const { at, by, name } of processes) {
    const label = `${name} ${guest.name}`;
    if (by === 'tools') {
      tasks[at].tools = (at === 'source' ? source : destination).newTask(label, 'toolstack');
    } else if (at === 'source') tasks.source.copy = source.newInterruptTask(label, 'migration');
    else tasks.destination.copy = destination.newTask(label, 'migration');
  }
  return tasks;
}

/** A stream is in use from now on. */
export function openStream(migration: Migration, stream: ByteStream): void {
  if (migration.course === undefined) migration.machinery.open(stream);
  else migration.course.open(stream);
}

/** The stream from one process that copies pages to the other; it is not open yet. */
export function newStream(migration: Ends, tasks: Tasks): ByteStream {
  const { parameters, guest, path, source, destination } = migration;
  const [save, restore] = [tasks.source.copy as Task, tasks.destination.copy as Task];
  return new ByteStream(`${source.name} > ${destination.name} (${guest.name})`, {
    path,
    sendBufferBytes: parameters.sendBuffer,
    receiveBufferBytes: parameters.receiveBuffer,
    ends: [save.vcpu, restore.vcpu],
    // The receiver's card takes what the window allows, whether its Dom0 runs or not.
    movers: [save.vcpu],
  });
}
