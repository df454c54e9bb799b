/**
 * The stages of Xen's toolstacks.
 *
 * xend (Xen 3.2): XendDomain.domain_migrate, XendCheckpoint.save and restore. The destination
 * starts the guest only when the source has destroyed the old domain, seen its block devices gone
 * and closed the connection: all of that is downtime.
 *
 * xl (Xen 4): stages in the order in which `xl -vvv migrate` of Xen 4.17 names them. The receiving
 * xl asks for permission when the guest is complete, and starts it when the sending one has given
 * it; the old domain is destroyed after that, which is no downtime.
 *
 * See docs/explanation/xen-algorithm.md, sections 5 and 6.3.
 */
import type { ParameterValues } from './parameters.ts';
import {
  copy,
  crossing,
  down,
  ENDED,
  live,
  pairOf,
  plain,
  resumed,
  type Side,
  type Stage,
  type StageFacts,
  type Toolstack,
  tools,
  type Work,
  wait,
} from './stages.ts';

/** xend, which a machine of Xen 3.2 has. */
export function xend(facts: StageFacts): Toolstack {
  const { parameters, latencyNs } = facts;
  const { checkCpu, connectCpu, teardownCpu } = parameters;
  const gone = wait(goneNs(parameters));
  const connect = [
    tools('source', connectCpu),
    crossing(2 * latencyNs),
    tools('destination', connectCpu),
    crossing(latencyNs),
  ];
  const finish = down('destination-finish', 'destination', { kind: 'receive' });
  const teardown = down('source-teardown', 'source', tools('source', teardownCpu), gone);
  return {
    ...xenReceiver(facts),
    processes: [...pairOf('tools', 'xend', 'xend'), ...pairOf('copy', 'save', 'restore')],
    stages: [
      live('check', 'source', tools('source', checkCpu)),
      live('connect', 'both', ...connect),
      ...xenCopy(facts),
      { both: [finish, teardown] },
      ...xendActivation(facts),
    ],
    wholeRecords: false,
    freezes: true,
    abandon: live('destination-teardown', 'destination', tools('destination', teardownCpu), gone),
    resume: resumed(tools('source', facts.parameters.activateCpu)),
  };
}

/** Entries in xenstore, waiting for devices, unpause. */
export function xendActivation({ parameters, latencyNs }: XendFacts): [Stage, Stage] {
  const { activateCpu, activateWait } = parameters;
  return [
    down('close', 'both', { kind: 'disconnect' }, crossing(latencyNs)),
    down('activate', 'destination', tools('destination', activateCpu), wait(activateWait)),
  ];
}

type XendFacts = Pick<StageFacts, 'parameters' | 'latencyNs'>;

/** testDeviceComplete looks every 0.1 s until the block devices are gone. */
function goneNs({ teardownWait, teardownPoll }: ParameterValues): number {
  return Math.ceil(teardownWait / teardownPoll) * teardownPoll;
}

/** xl, which a machine of Xen 4 has. */
export function xl(facts: StageFacts): Toolstack {
  const { parameters, latencyNs } = facts;
  const { checkCpu, connectCpu, teardownCpu, activateCpu, activateWait } = parameters;
  /** CPU to say it, the way there, CPU to understand it. */
  const message = (from: Side, to: Side): Work[] => {
    return [tools(from, connectCpu), crossing(latencyNs), tools(to, connectCpu)];
  };
  const there = message('source', 'destination');
  const back = message('destination', 'source');
  const activate = [tools('destination', activateCpu), wait(activateWait)];
  return {
    ...xenReceiver(facts),
    processes: [...pairOf('copy', 'save', 'restore'), ...pairOf('tools', 'xl', 'xl receive')],
    stages: [
      live('check', 'source', tools('source', checkCpu)),
      live('connect', 'both', ...there, ...back),
      ...xenCopy(facts),
      down('destination-finish', 'destination', ...ENDED, ...activate),
      down('permission', 'both', ...back),
      down('activate', 'destination', ...there),
    ],
    wholeRecords: true,
    freezes: true,
    abandon: live('destination-teardown', 'destination', tools('destination', teardownCpu)),
    resume: resumed(tools('source', activateCpu)),
  };
}

/** From the set-up to the last page, for all of Xen's toolstacks. */
export function xenPages({ parameters, ...facts }: StageFacts): Stage[] {
  const { sourceSetupCpu, suspendHopCpu, suspendHopsBefore, suspendHopsAfter } = parameters;
  const { wire, p2mPages, type } = facts;
  const setup = [{ kind: 'connect' }, copy('source', sourceSetupCpu), { kind: 'log' }] as const;
  const request = tools('source', suspendHopCpu * suspendHopsBefore);
  return [
    live('source-setup', 'source', ...setup),
    live('pre-copy', 'both', plain(wire.streamHeadBytes(p2mPages, type)), { kind: 'rounds' }),
    live('suspend-request', 'source', request, { kind: 'suspend' }),
    down('suspend-handshake', 'source', tools('source', suspendHopCpu * suspendHopsAfter)),
    down('final-clean', 'source', { kind: 'clean' }),
    down('stop-and-copy', 'both', { kind: 'copy' }),
  ];
}

/** To the last byte. */
function xenCopy(facts: StageFacts): Stage[] {
  const { wire, unmappedPages, vcpus, type } = facts;
  const tail = plain(wire.streamTailBytes(unmappedPages, vcpus, type), true);
  return [...xenPages(facts), down('tail', 'source', tail)];
}

export function xenReceiver({ parameters, p2mPages }: StageFacts) {
  const { destinationCreateCpu, destinationCreateWait, destinationCpuPerFinish } = parameters;
  return {
    creates: [tools('destination', destinationCreateCpu), wait(destinationCreateWait)],
    completes: [copy('destination', destinationCpuPerFinish * p2mPages)],
  };
}
