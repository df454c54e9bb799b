/**
 * What the connections of QEMU cost beside the copy of pages: encryption, and on the channels of
 * multifd compression. Both belong to the thread at the end of a connection, by the page.
 */
import { PAGE_BYTES } from '../kernel/unit.ts';
import type { Migration } from './migration.ts';
import type { ParameterValues } from './parameters.ts';
import type { ChannelRules } from './policy.ts';
import type { WireFormat } from './wire-format.ts';
import { channelWire } from './wire-format-qemu.ts';

/** What is known of a migration before it begins. */
type Means = Pick<Migration, 'policy' | 'parameters' | 'incompressible'>;

/** Of pages with contents: what of them goes out, and CPU to compress and to restore one, ns. */
interface Compression {
  readonly share: number;
  readonly sourceNs: number;
  readonly destinationNs: number;
}

const NONE: Compression = { share: 1, sourceNs: 0, destinationNs: 0 };

/** Costs of connections that are encrypted: what is copied is also encrypted, or decrypted. */
export function encrypted(parameters: ParameterValues): ParameterValues {
  const { sourceCpuPerPage, destinationCpuPerPage, qemuCpuPerTlsPage } = parameters;
  return {
    ...parameters,
    sourceCpuPerPage: sourceCpuPerPage + qemuCpuPerTlsPage,
    destinationCpuPerPage: destinationCpuPerPage + qemuCpuPerTlsPage,
  };
}

/** One hand-shake after the other: that of the main connection, then those of all channels. */
export function handshakesNs({ policy, parameters }: Means): number {
  if (policy.tls !== true) return 0;
  return parameters.qemuTlsHandshake * (policy.channels === undefined ? 1 : 2);
}

/** How pages count for limits and as what was sent. */
export function wireOf(means: Means): WireFormat {
  const { wire, channels } = means.policy;
  if (channels === undefined) return wire;
  return channels.countsWhole
    ? channelWire(PAGE_BYTES, channels.zeroPagesOn)
    : laneWire(means, channels);
}

/** As which pages go on channels. */
export function laneWire(means: Means, channels: ChannelRules): WireFormat {
  const { share } = compressionOf(means, channels);
  return channelWire(Math.round(PAGE_BYTES * share), channels.zeroPagesOn);
}

/**
 * Costs of channels at either end. Pages of zeros that they report are checked at the source only:
 * the destination's memory is not read the first time around (multifd-zero-page.c).
 * @param means with costs of the main connection.
 */
export function laneCosts(
  means: Means,
  channels: ChannelRules,
): Record<'source' | 'destination', ParameterValues> {
  const { parameters } = means;
  const { share, sourceNs, destinationNs } = compressionOf(means, channels);
  const { sourceCpuPerPage, destinationCpuPerPage } = parameters;
  return {
    source: { ...parameters, sourceCpuPerPage: share * sourceCpuPerPage + sourceNs },
    destination: {
      ...parameters,
      destinationCpuPerPage: share * destinationCpuPerPage + destinationNs,
      qemuCpuPerZeroPage: 0,
    },
  };
}

/** Pages that do not become smaller are worked on all the same. */
function compressionOf(
  { parameters, incompressible = 0 }: Means,
  { compression }: ChannelRules,
): Compression {
  if (compression === undefined) return NONE;
  const [size, sourceNs, destinationNs] = (
    {
      zlib: [parameters.zlibSize, parameters.zlibCpuPerPage, parameters.zlibCpuPerRestoredPage],
      zstd: [parameters.zstdSize, parameters.zstdCpuPerPage, parameters.zstdCpuPerRestoredPage],
      qatzip: [parameters.qatSize, parameters.qatCpuPerPage, parameters.qatCpuPerRestoredPage],
    } as const
  )[compression];
  const share = incompressible + ((1 - incompressible) * size) / 100;
  return { share, sourceNs, destinationNs };
}
