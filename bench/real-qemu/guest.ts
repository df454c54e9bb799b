/**
 * The guest: firmware of 64 KiB that QEMU starts with `-bios`, made anew for each setting with its
 * numbers in the instructions. No operating system, no paging, one virtual CPU.
 *
 * It fills every page from 1 MiB up with words that are not zero, but for a share of them, which
 * it never touches; then it writes one word in each page of a working set, at a rate of real time,
 * or halts for good. A timer (PIT) wakes it each millisecond, a clock (HPET) says how many writes
 * are due, so that it catches up after a delay. Beside its working set a writer dirties one page,
 * with its counters and its stack.
 *
 * Each millisecond it turns CR0.WP over, which means nothing without paging, but empties the TLB
 * of an emulated CPU: QEMU 7.2 without KVM finds a page dirty no second time while its entry is in
 * that TLB (`cpu_physical_memory_sync_dirty_bitmap` does not reset it).
 */
import {
  type Code,
  dec,
  div,
  FROM_CR0,
  imul,
  inc,
  incIn,
  jump,
  jumpIf,
  label,
  load,
  move,
  mul,
  op,
  opFrom,
  opTo,
  opValue,
  out,
  set,
  shl,
  shr,
  store,
  TO_CR0,
} from './assembler.ts';
import { CLI, CONTROLLERS, firmware, LOAD_INTERRUPTS } from './boot.ts';

/** What the guest does. */
export interface GuestSettings {
  /** At most `MOST_MEMORY_MIB`: beyond lies the hole of the PC's devices. */
  readonly memoryMib: number;
  /** Pages that are never touched, of those from 1 MiB up. */
  readonly zeroPercent: number;
  /** By a hash of the page's number, or the last pages. */
  readonly zeroLayout: 'scatter' | 'tail';
  /** Pages written a second; 0: the guest halts. */
  readonly pagesPerSecond: number;
  readonly workingSetMib: number;
  /** The working set begins at 4 MiB, or ends 1 MiB below the top. */
  readonly workingSetAt: 'low' | 'high';
  readonly pattern: 'sequential' | 'random';
  /** Start of the random numbers, from 1. */
  readonly seed: number;
  /**
   * Longer delays are not caught up: what a throttled CPU does not write is lost, and half a tick
   * more on average, as with the guest of the shipped campaigns.
   */
  readonly mostDelayMs?: number | undefined;
}

export const MOST_MEMORY_MIB = 3072;

/** Address of the guest's counters, each of 32 bits. */
export const COUNTERS = 0x8000;
/** In turn: 1 when memory is filled, writes, clock (low, high; 10 ns), longest delay (10 ns). */
export const COUNTER_COUNT = 5;
/** Ticks of the clock a second: QEMU's HPET. */
export const CLOCK_HZ = 100_000_000;

const [READY, WRITES, CLOCK_LOW, CLOCK_HIGH, MOST_DELAY, REMAINDER] = Array.from(
  { length: 6 },
  (_, i) => COUNTERS + 4 * i,
) as [number, number, number, number, number, number];

const STACK_TOP = COUNTERS + 0x1000;

const PAGES_PER_MIB = 256;
const FIRST_PAGE = PAGES_PER_MIB;
const HPET = 0xfed00000;
const HPET_CONFIGURATION = HPET + 0x10;
const HPET_COUNTER = HPET + 0xf0;
/** The PIT's 1,193,182 Hz by this are a kilohertz. */
const PIT_DIVISOR = 1193;
const WRITE_PROTECT = 1 << 16;

const STI: Code = [0xfb];
const HLT: Code = [0xf4];
const REP_STOSD: Code = [0xf3, 0xab];

/** eax = a hash of the page's number in ebx. */
const HASH: Code = [
  ...imul('eax', 'ebx', 0x9e3779b1),
  ...move('edx', 'eax'),
  ...shr('edx', 15),
  ...op('xor', 'eax', 'edx'),
  ...imul('eax', 'eax', 0x85ebca77),
  ...move('edx', 'eax'),
  ...shr('edx', 13),
  ...op('xor', 'eax', 'edx'),
];

/** Fills the pages from `FIRST_PAGE` to `end` whose hash is not below `zeroBelow`. */
const fill = (end: number, zeroBelow: number): Code => [
  ...set('ebx', FIRST_PAGE),
  ...label('fill'),
  ...opValue('cmp', 'ebx', end),
  ...jumpIf('jae', 'filled'),
  ...HASH,
  ...opValue('cmp', 'eax', zeroBelow),
  ...jumpIf('jb', 'fill-next'),
  ...move('edi', 'ebx'),
  ...shl('edi', 12),
  ...move('eax', 'ebx'),
  ...opValue('or', 'eax', 0x80000000),
  ...set('ecx', 1024),
  ...REP_STOSD,
  ...label('fill-next'),
  ...inc('ebx'),
  ...jump('fill'),
  ...label('filled'),
  ...set('eax', 1),
  ...store(READY, 'eax'),
];

/** Never again. */
const HALT: Code = [...label('halt'), ...CLI, ...HLT, ...jump('halt')];

/** The timer at a kilohertz, the clock on. ebp: the clock when it was read last. */
const CLOCKS: Code = [
  ...out(0x43, 0x34),
  ...out(0x40, PIT_DIVISOR & 0xff),
  ...out(0x40, PIT_DIVISOR >> 8),
  ...set('eax', 1),
  ...store(HPET_CONFIGURATION, 'eax'),
  ...LOAD_INTERRUPTS,
  ...load('ebp', HPET_COUNTER),
  ...STI,
];

/** Sleeps to the next tick and counts the time. edx: since the last one. */
const TICK: Code = [
  ...label('tick'),
  ...HLT,
  ...FROM_CR0,
  ...opValue('xor', 'eax', WRITE_PROTECT),
  ...TO_CR0,
  ...load('eax', HPET_COUNTER),
  ...move('edx', 'eax'),
  ...op('sub', 'edx', 'ebp'),
  ...move('ebp', 'eax'),
  ...set('eax', 0),
  ...opTo('add', CLOCK_LOW, 'edx'),
  ...opTo('adc', CLOCK_HIGH, 'eax'),
  ...opFrom('cmp', 'edx', MOST_DELAY),
  ...jumpIf('jbe', 'counted'),
  ...store(MOST_DELAY, 'edx'),
  ...label('counted'),
];

/** ecx: writes due after edx ticks of the clock; what is left over is kept. */
const due = (pagesPerSecond: number, mostTicks: number): Code => [
  ...opValue('cmp', 'edx', mostTicks),
  ...jumpIf('jbe', 'caught-up'),
  ...set('edx', 0),
  ...label('caught-up'),
  ...set('eax', pagesPerSecond),
  ...mul('edx'),
  ...set('ecx', 0),
  ...opFrom('add', 'eax', REMAINDER),
  ...op('adc', 'edx', 'ecx'),
  ...set('ecx', CLOCK_HZ),
  ...div('ecx'),
  ...store(REMAINDER, 'edx'),
  ...move('ecx', 'eax'),
  ...opTo('add', WRITES, 'ecx'),
  ...opValue('cmp', 'ecx', 0),
  ...jumpIf('jz', 'tick'),
];

/** eax: index of the next page. esi counts them. */
const inTurn = (pages: number): Code => [
  ...move('eax', 'esi'),
  ...inc('esi'),
  ...opValue('cmp', 'esi', pages),
  ...jumpIf('jb', 'chosen'),
  ...set('esi', 0),
  ...label('chosen'),
];

/** The same, uniform. edi is a number of Marsaglia's xorshift. */
const atRandom = (pages: number): Code => [
  ...[...move('eax', 'edi'), ...shl('eax', 13), ...op('xor', 'edi', 'eax')],
  ...[...move('eax', 'edi'), ...shr('eax', 17), ...op('xor', 'edi', 'eax')],
  ...[...move('eax', 'edi'), ...shl('eax', 5), ...op('xor', 'edi', 'eax')],
  ...set('eax', pages),
  ...mul('edi'),
  ...move('eax', 'edx'),
];

function writer(settings: GuestSettings): Code {
  const { pagesPerSecond, pattern, seed, mostDelayMs, workingSetMib } = settings;
  const pages = workingSetMib * PAGES_PER_MIB;
  const mostTicks =
    mostDelayMs === undefined ? 0xffffffff : Math.round((mostDelayMs * CLOCK_HZ) / 1000);
  return [
    ...CONTROLLERS,
    ...CLOCKS,
    ...set('esi', 0),
    ...set('edi', seed),
    ...TICK,
    ...due(pagesPerSecond, mostTicks),
    ...label('write'),
    ...(pattern === 'sequential' ? inTurn(pages) : atRandom(pages)),
    ...shl('eax', 12),
    ...incIn('eax', workingSetStart(settings)),
    ...dec('ecx'),
    ...jumpIf('jnz', 'write'),
    ...jump('tick'),
  ];
}

function workingSetStart({ workingSetAt, memoryMib, workingSetMib }: GuestSettings): number {
  return (workingSetAt === 'low' ? 4 : memoryMib - 1 - workingSetMib) * 2 ** 20;
}

/** @returns the whole image. */
export function guestImage(settings: GuestSettings): Uint8Array {
  const { memoryMib, zeroPercent, zeroLayout, pagesPerSecond } = settings;
  const last = memoryMib * PAGES_PER_MIB;
  const zeroPages = zeroLayout === 'tail' ? ((last - FIRST_PAGE) * zeroPercent) / 100 : 0;
  const program = [
    ...fill(last - Math.round(zeroPages), zeroLayout === 'tail' ? 0 : zeroBelow(zeroPercent)),
    ...(pagesPerSecond > 0 ? writer(settings) : HALT),
  ];
  return firmware(program, STACK_TOP);
}

/** Hashes below this are those of pages that are never touched. */
const zeroBelow = (percent: number): number =>
  Math.min(0xffffffff, Math.round((percent / 100) * 2 ** 32));
