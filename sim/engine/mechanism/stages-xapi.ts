/**
 * The stages of xapi and xenopsd, the toolstack of XenServer and XCP-ng: VM_migrate and VM_save of
 * xen-api@e2ee48d6, ocaml/xenopsd/lib/xenops_server.ml and xc/xenops_server_xen.ml.
 *
 * A guest is ballooned down to its dynamic minimum first. Then there are two connections, one for
 * control and one for memory. From the suspend on it is downtime: the rest of its memory, the state
 * of its device model, the end of its disks here and their activation there. Its old domain is
 * destroyed when it runs.
 */
import type { ParameterValues } from './parameters.ts';
import {
  crossing,
  down,
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
import { xenPages, xenReceiver } from './stages-xen.ts';

/** TCP and TLS: messages there and back before the first word. */
const HANDSHAKES = 2;
const CONNECTIONS = 2;

/** xapi and xenopsd. */
export function xapi(facts: StageFacts): Toolstack {
  const { parameters, latencyNs, balloonedPages = 0 } = facts;
  const { checkCpu, connectCpu, teardownCpu, balloonTimePerPage } = parameters;
  const handshake = [
    tools('source', connectCpu),
    crossing(2 * HANDSHAKES * latencyNs),
    tools('destination', connectCpu),
  ];
  const connect = Array.from({ length: CONNECTIONS }, () => handshake).flat();
  const balloon = live('balloon', 'guest', wait(balloonedPages * balloonTimePerPage));
  return {
    ...xenReceiver(facts),
    processes: [
      ...pairOf('copy', 'xenguest', 'xenguest'),
      ...pairOf('tools', 'xenopsd', 'xenopsd'),
    ],
    stages: [
      live('check', 'source', tools('source', checkCpu)),
      ...(balloonedPages > 0 ? [balloon] : []),
      live('connect', 'both', ...connect),
      ...xenPages(facts),
      ...endStages(facts),
    ],
    wholeRecords: true,
    freezes: true,
    abandon: live('destination-teardown', 'destination', tools('destination', teardownCpu)),
    resume: resumed(tools('source', parameters.activateCpu)),
    afterwards: live('destroy', 'source', tools('source', teardownCpu)),
  };
}

/** From the last page until the guest runs. */
function endStages(facts: StageFacts): Toolstack['stages'] {
  const { parameters, wire, unmappedPages, vcpus, type, latencyNs } = facts;
  const { deviceModelSaveCpu, qemuDeviceState } = parameters;
  const state = wire.streamTailBytes(unmappedPages, vcpus, type) + qemuDeviceState;
  const disks = down('source-disks', 'source', wait(parameters.teardownWait));
  const finish = down('destination-finish', 'destination', { kind: 'receive' });
  return [
    down('device-state', 'source', tools('source', deviceModelSaveCpu), plain(state, true)),
    { both: [finish, disks] },
    down('synchronise', 'both', { kind: 'disconnect' }, ...message(parameters, latencyNs)),
    activation(parameters),
  ];
}

/** From the source to the destination: CPU to say it, the way there, CPU to understand it. */
function message({ connectCpu }: ParameterValues, latencyNs: number): Work[] {
  const say = (at: Side): Work => tools(at, connectCpu);
  return [say('source'), crossing(latencyNs), say('destination')];
}

/** Disks, device model, unpause. */
function activation({ activateCpu, activateWait, deviceModelStartCpu }: ParameterValues): Stage {
  const does = [activateCpu, deviceModelStartCpu].map((ns) => tools('destination', ns));
  return down('activate', 'destination', wait(activateWait), ...does);
}
