/**
 * Machine code of an 80386 from a list of instructions: as much of an assembler as the guest of
 * this laboratory needs, so that no other is needed to build it.
 *
 * An instruction is a list of bytes and references. `assemble` lays all of them out in turn and
 * puts the places of labels in. Encodings: Intel 64 and IA-32 Architectures Software Developer's
 * Manual, volume 2.
 */

/** A general register, by its number in an encoding. */
export const REGISTERS = {
  eax: 0,
  ecx: 1,
  edx: 2,
  ebx: 3,
  esp: 4,
  ebp: 5,
  esi: 6,
  edi: 7,
} as const;

export type Register = keyof typeof REGISTERS;

/** The place of a label: all of it, half of it, or the way there from the end of the field. */
interface Reference {
  readonly label: string;
  readonly as: 'whole' | 'low' | 'high' | 'way';
  /** Added to it. */
  readonly plus: number;
}

interface Label {
  readonly here: string;
}

/** Bytes, places, and labels, which take no space. */
export type Code = readonly (number | Reference | Label)[];

const SIZES = { whole: 4, low: 2, high: 2, way: 4 } as const;

/** Names the place of the next instruction. */
export const label = (here: string): Code => [{ here }];

/** The place of a label: 32 bits of it, the lower 16, or the upper 16. */
export const placeOf = (name: string, as: 'whole' | 'low' | 'high' = 'whole', plus = 0): Code => [
  { label: name, as, plus },
];

const wayTo = (name: string): Reference => ({ label: name, as: 'way', plus: 0 });

/** A number as bytes, the least first. */
export const bytesOf = (value: number, size: 1 | 2 | 4): number[] =>
  Array.from({ length: size }, (_, i) => Math.floor(value / 256 ** i) & 0xff);

const imm32 = (value: number): number[] => bytesOf(value >>> 0, 4);
const number = (register: Register): number => REGISTERS[register];
/** Both operands in registers. */
const both = (reg: number, rm: number): number => 0xc0 | (reg << 3) | rm;
/** One in memory at an address that the instruction holds. */
const at = (reg: number, address: number): number[] => [(reg << 3) | 5, ...imm32(address)];

const OPERATIONS = { add: 0, or: 1, adc: 2, sbb: 3, and: 4, sub: 5, xor: 6, cmp: 7 } as const;
const CONDITIONS = { jb: 2, jae: 3, jz: 4, jnz: 5, jbe: 6, ja: 7 } as const;

type Operation = keyof typeof OPERATIONS;

/** `op to, from` with two registers. */
export const op = (name: Operation, to: Register, from: Register): Code => [
  (OPERATIONS[name] << 3) | 1,
  both(number(from), number(to)),
];

/** `op to, value`. */
export const opValue = (name: Operation, to: Register, value: number): Code => [
  0x81,
  both(OPERATIONS[name], number(to)),
  ...imm32(value),
];

/** `op to, [address]`. */
export const opFrom = (name: Operation, to: Register, address: number): Code => [
  (OPERATIONS[name] << 3) | 3,
  ...at(number(to), address),
];

/** `op dword [address], from`. */
export const opTo = (name: Operation, address: number, from: Register): Code => [
  (OPERATIONS[name] << 3) | 1,
  ...at(number(from), address),
];

/** `mov to, value`. */
export const set = (to: Register, value: number): Code => [0xb8 + number(to), ...imm32(value)];
/** `mov to, from`. */
export const move = (to: Register, from: Register): Code => [0x89, both(number(from), number(to))];
/** `mov to, [address]`. */
export const load = (to: Register, address: number): Code => [0x8b, ...at(number(to), address)];
/** `mov [address], from`. */
export const store = (address: number, from: Register): Code => [
  0x89,
  ...at(number(from), address),
];
/** `inc register`, `dec register`. */
export const inc = (register: Register): Code => [0x40 + number(register)];
export const dec = (register: Register): Code => [0x48 + number(register)];
/** `inc dword [base + offset]`; not for esp. */
export const incIn = (base: Register, offset: number): Code => [
  0xff,
  0x80 | number(base),
  ...imm32(offset),
];
/** `shl register, bits`, `shr register, bits`. */
export const shl = (register: Register, bits: number): Code => [
  0xc1,
  both(4, number(register)),
  bits,
];
export const shr = (register: Register, bits: number): Code => [
  0xc1,
  both(5, number(register)),
  bits,
];
/** `mul factor`: edx:eax = eax x factor. */
export const mul = (factor: Register): Code => [0xf7, both(4, number(factor))];
/** `div divisor`: eax = edx:eax / divisor, the rest in edx. */
export const div = (divisor: Register): Code => [0xf7, both(6, number(divisor))];
/** `imul to, from, factor`. */
export const imul = (to: Register, from: Register, factor: number): Code => [
  0x69,
  both(number(to), number(from)),
  ...imm32(factor),
];
/** `mov cr0, eax` and back. */
export const TO_CR0: Code = [0x0f, 0x22, 0xc0];
export const FROM_CR0: Code = [0x0f, 0x20, 0xc0];

/** A byte to an I/O port below 256, through al. */
export const out = (port: number, value: number): Code => [0xb0, value, 0xe6, port];
/** `in al, port`; `out port, al`. */
export const readPort = (port: number): Code => [0xe4, port];
export const writePort = (port: number): Code => [0xe6, port];

/** `jmp` and conditional jumps to a label. */
export const jump = (to: string): Code => [0xe9, wayTo(to)];
export const jumpIf = (condition: keyof typeof CONDITIONS, to: string): Code => [
  0x0f,
  0x80 | CONDITIONS[condition],
  wayTo(to),
];

const sizeOf = (part: Code[number]): number => {
  if (typeof part === 'number') return 1;
  return 'here' in part ? 0 : SIZES[part.as];
};

/**
 * @param origin address of the first byte.
 * @throws Error for a label that is there twice or not at all.
 */
export function assemble(origin: number, code: Code): number[] {
  const places = new Map<string, number>();
  let place = origin;
  for (const part of code) {
    if (typeof part === 'object' && 'here' in part) {
      if (places.has(part.here)) throw new Error(`label ${part.here} is there twice`);
      places.set(part.here, place);
    }
    place += sizeOf(part);
  }
  const bytes: number[] = [];
  for (const part of code) {
    if (typeof part === 'number') bytes.push(part);
    else if ('label' in part) bytes.push(...resolved(part, places, origin + bytes.length));
  }
  return bytes;
}

function resolved({ label: name, as, plus }: Reference, places: Map<string, number>, here: number) {
  const place = places.get(name);
  if (place === undefined) throw new Error(`no label ${name}`);
  const whole = (place + plus - (as === 'way' ? here + SIZES.way : 0)) >>> 0;
  return bytesOf(as === 'high' ? whole >>> 16 : whole, SIZES[as]);
}
