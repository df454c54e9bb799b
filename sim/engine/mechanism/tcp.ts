/** TCP where a network loses segments: how fast it still is, and when it tries again. */
import { NS_PER_MS, NS_PER_SECOND } from '../kernel/unit.ts';

/** Payload of a segment on Ethernet with time stamps. */
const SEGMENT_BYTES = 1448;
/** Segments that one acknowledgement is for (RFC 5681). */
const ACKNOWLEDGED = 2;
/** Least and most time until a segment is sent again (TCP_RTO_MIN, TCP_RTO_MAX of Linux). */
const LEAST_WAIT_NS = 200 * NS_PER_MS;
const MOST_WAIT_NS = 120 * NS_PER_SECOND;
/** Until a connection that is being opened is asked for again (TCP_TIMEOUT_INIT of Linux). */
const OPENING_WAIT_NS = NS_PER_SECOND;

/**
 * Mean payload rate of one connection, bytes per ns: Padhye, Firoiu, Towsley, Kurose, "Modeling TCP
 * Throughput", 1998, equation 31 without a bound of the window.
 * @param loss of segments, above 0 to 1.
 */
export function lossyBytesPerNs(loss: number, roundTripNs: number): number {
  const repeats = Math.min(1, 3 * Math.sqrt((3 * ACKNOWLEDGED * loss) / 8));
  const perSegmentNs =
    roundTripNs * Math.sqrt((2 * ACKNOWLEDGED * loss) / 3) +
    LEAST_WAIT_NS * repeats * loss * (1 + 32 * loss * loss);
  return SEGMENT_BYTES / perSegmentNs;
}

/**
 * When something gets through again after an outage: the first repetition after its end, each of
 * which comes twice as long after the one before.
 * @param outageNs from the first loss to the end. @param opens whether it is still being opened.
 */
export function repeatedAfterNs(outageNs: number, opens: boolean): number {
  let waitNs = opens ? OPENING_WAIT_NS : LEAST_WAIT_NS;
  let atNs = waitNs;
  while (atNs < outageNs) {
    waitNs = Math.min(2 * waitNs, MOST_WAIT_NS);
    atNs += waitNs;
  }
  return atNs;
}
