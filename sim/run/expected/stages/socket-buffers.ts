/**
 * The two socket buffers of a stream and the way between them; see `byte-stream.ts` of the machine.
 */

import { FREE_RATE } from '../../../engine/machine/flow/max-min.ts';

/** What a stream goes through. */
export interface SocketSpec {
  readonly sendBufferBytes: number;
  readonly receiveBufferBytes: number;
  /** Of the links, bytes per ns. */
  readonly bytesPerNs: number;
}

/** Levels nearer than this to a bound count as at it, bytes. */
const TOLERANCE = 0.05;

export class SocketBuffers {
  readonly #spec: SocketSpec;
  #sendLevel = 0;
  #receiveLevel = 0;
  #wayRate = 0;
  /** CPU of the present write and read; undefined without one. */
  writeNsPerByte: number | undefined;
  readNsPerByte: number | undefined;
  /** Bytes per ns. */
  writeRate = 0;
  readRate = 0;

  constructor(spec: SocketSpec) {
    this.#spec = spec;
  }

  get #sendEmpty(): boolean {
    return this.#sendLevel <= TOLERANCE;
  }

  get #sendFull(): boolean {
    return this.#sendLevel >= this.#spec.sendBufferBytes - TOLERANCE;
  }

  get #receiveEmpty(): boolean {
    return this.#receiveLevel <= TOLERANCE;
  }

  get #receiveFull(): boolean {
    return this.#receiveLevel >= this.#spec.receiveBufferBytes - TOLERANCE;
  }

  get writerCanProceed(): boolean {
    if (this.writeNsPerByte === undefined) return false;
    return !this.#sendFull || !this.#receiveFull || this.readNsPerByte !== undefined;
  }

  get readerCanProceed(): boolean {
    if (this.readNsPerByte === undefined) return false;
    return !this.#receiveEmpty || !this.#sendEmpty || this.writeNsPerByte !== undefined;
  }

  /** Share of a CPU in use. */
  get writeShare(): number {
    return this.writeRate * (this.writeNsPerByte ?? 0);
  }

  get readShare(): number {
    return this.readRate * (this.readNsPerByte ?? 0);
  }

  /**
   * @param writerShare share of a CPU that the writer may use. @param isHeld the writer's Dom0 is
   * parked, which pushes the bytes.
   */
  setRates(writerShare: number, readerShare: number, isHeld: boolean): void {
    let write = rateOf(writerShare, this.writeNsPerByte);
    let read = rateOf(readerShare, this.readNsPerByte);
    let way = isHeld ? 0 : this.#spec.bytesPerNs;
    if (this.#sendEmpty) way = Math.min(way, write);
    if (this.#receiveFull) way = Math.min(way, read);
    if (this.#sendFull) write = Math.min(write, way);
    if (this.#receiveEmpty) read = Math.min(read, way);
    this.writeRate = write;
    this.readRate = read;
    this.#wayRate = way;
  }

  /** Time until a buffer fills or empties, ns. */
  aheadNs(): number {
    const { sendBufferBytes, receiveBufferBytes } = this.#spec;
    return Math.min(
      until(this.#sendLevel, sendBufferBytes, this.writeRate - this.#wayRate),
      until(this.#receiveLevel, receiveBufferBytes, this.#wayRate - this.readRate),
    );
  }

  pass(ns: number): void {
    const { sendBufferBytes, receiveBufferBytes } = this.#spec;
    const send = this.#sendLevel + (this.writeRate - this.#wayRate) * ns;
    const receive = this.#receiveLevel + (this.#wayRate - this.readRate) * ns;
    this.#sendLevel = Math.max(0, Math.min(sendBufferBytes, send));
    this.#receiveLevel = Math.max(0, Math.min(receiveBufferBytes, receive));
  }
}

function rateOf(share: number, nsPerByte: number | undefined): number {
  if (nsPerByte === undefined || share <= 0) return 0;
  return nsPerByte > 0 ? Math.min(FREE_RATE, share / nsPerByte) : FREE_RATE;
}

/** Time until a level comes to a bound that it is not at, ns. */
function until(level: number, capacity: number, slope: number): number {
  const distance = slope > 0 ? capacity - level : level;
  if (distance <= TOLERANCE || Math.abs(slope) < 1e-12) return Infinity;
  return distance / Math.abs(slope);
}
