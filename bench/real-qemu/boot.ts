/**
 * What a PC does until a program of 32 bits runs, and its firmware image around that program. Flat
 * segments, no paging; caches and address line 20 are on.
 */
import {
  assemble,
  bytesOf,
  type Code,
  FROM_CR0,
  label,
  opValue,
  out,
  placeOf,
  readPort,
  set,
  store,
  TO_CR0,
  writePort,
} from './assembler.ts';

const IMAGE_BYTES = 0x10000;
const ORIGIN = 0x100000000 - IMAGE_BYTES;
/** Where the CPU begins, in the image. */
const RESET = 0xfff0;
const TIMER_VECTOR = 0x20;
const APIC_SPURIOUS = 0xfee000f0;
const APIC_LINT0 = 0xfee00350;
/** In CR0: no filling of caches, no writing through. */
const CACHES_OFF = 3 << 29;

export const CLI: Code = [0xfa];
const CLD: Code = [0xfc];

/** Flat segments of 4 GiB, marked accessed: the table is in ROM. */
const GLOBAL_ENTRIES: Code = [
  ...[0, 0, 0, 0, 0, 0, 0, 0],
  ...[0xff, 0xff, 0, 0, 0, 0x9b, 0xcf, 0],
  ...[0xff, 0xff, 0, 0, 0, 0x93, 0xcf, 0],
];
const CODE_SEGMENT = 8;
const DATA_SEGMENT = 16;

/** First in the image, in 16-bit code: to protected mode. */
const ENTRY: Code = [
  ...CLI,
  // lgdt [cs:...], with a base of 32 bits.
  ...[0x2e, 0x66, 0x0f, 0x01, 0x16, ...placeOf('global-table', 'low')],
  ...FROM_CR0,
  // or al, 1
  ...[0x0c, 0x01],
  ...TO_CR0,
  // jmp far CODE_SEGMENT:start
  ...[0x66, 0xea, ...placeOf('start'), ...bytesOf(CODE_SEGMENT, 2)],
];

/** What the CPU jumps to at the reset: back to the start of the image. */
const RESET_JUMP: readonly number[] = [0xe9, ...bytesOf(0x10000 - (RESET + 3), 2)];

/** Tables in ROM, and the handler of the timer's interrupt, which only says that it was seen. */
const TABLES: Code = [
  ...label('global-table'),
  ...bytesOf(GLOBAL_ENTRIES.length - 1, 2),
  ...placeOf('global-entries'),
  ...label('interrupt-table'),
  ...bytesOf(8 * TIMER_VECTOR + 7, 2),
  // Entries before the timer's are never used.
  ...placeOf('timer-entry', 'whole', -8 * TIMER_VECTOR),
  ...label('global-entries'),
  ...GLOBAL_ENTRIES,
  ...label('timer-entry'),
  ...placeOf('timer', 'low'),
  ...bytesOf(CODE_SEGMENT, 2),
  ...[0, 0x8e],
  ...placeOf('timer', 'high'),
  ...label('timer'),
  // push eax
  0x50,
  ...out(0x20, 0x20),
  // pop eax, iret
  ...[0x58, 0xcf],
];

/** Caches on, segments, stack, and address line 20. */
const start = (stackTop: number): Code => [
  ...label('start'),
  ...FROM_CR0,
  ...opValue('and', 'eax', ~CACHES_OFF),
  ...TO_CR0,
  ...set('eax', DATA_SEGMENT),
  // mov ds, eax; mov es, eax; mov ss, eax
  ...[0x8e, 0xd8, 0x8e, 0xc0, 0x8e, 0xd0],
  ...set('esp', stackTop),
  ...CLD,
  ...readPort(0x92),
  ...[0x0c, 0x02],
  ...writePort(0x92),
];

/**
 * Both interrupt controllers: vectors from `TIMER_VECTOR`, only the timer let through. The CPU's
 * own controller is on and hands on what they say (LINT0 as ExtINT).
 */
export const CONTROLLERS: Code = [
  ...set('eax', 0x1ff),
  ...store(APIC_SPURIOUS, 'eax'),
  ...set('eax', 0x700),
  ...store(APIC_LINT0, 'eax'),
  ...[...out(0x20, 0x11), ...out(0xa0, 0x11)],
  ...[...out(0x21, TIMER_VECTOR), ...out(0xa1, TIMER_VECTOR + 8)],
  ...[...out(0x21, 4), ...out(0xa1, 2)],
  ...[...out(0x21, 1), ...out(0xa1, 1)],
  ...[...out(0x21, 0xfe), ...out(0xa1, 0xff)],
];

/** `lidt`: the table with the timer's interrupt. */
export const LOAD_INTERRUPTS: Code = [0x0f, 0x01, 0x1d, ...placeOf('interrupt-table')];

/**
 * @param program 32-bit code.
 * @param stackTop where the stack begins.
 * @returns the image, for QEMU's option -bios.
 */
export function firmware(program: Code, stackTop: number): Uint8Array {
  const image = new Uint8Array(IMAGE_BYTES);
  image.set(assemble(ORIGIN, [...ENTRY, ...TABLES, ...start(stackTop), ...program]), 0);
  image.set(RESET_JUMP, RESET);
  return image;
}
