/** Encodings that a disassembler (GNU objdump 2.40) reads back as the instructions meant. */
import { describe, expect, it } from 'vitest';
import * as asm from '../../../bench/real-qemu/assembler.ts';

const hex = (code: asm.Code, origin = 0): string =>
  asm
    .assemble(origin, code)
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join(' ');

describe('an instruction', () => {
  it.each([
    ['mov ebx, 256', asm.set('ebx', 256), 'bb 00 01 00 00'],
    ['mov edi, ebx', asm.move('edi', 'ebx'), '89 df'],
    ['mov ebp, [0xfed000f0]', asm.load('ebp', 0xfed000f0), '8b 2d f0 00 d0 fe'],
    ['mov [0x8014], edx', asm.store(0x8014, 'edx'), '89 15 14 80 00 00'],
    ['sub edx, ebp', asm.op('sub', 'edx', 'ebp'), '29 ea'],
    ['cmp ebx, 0x8000', asm.opValue('cmp', 'ebx', 0x8000), '81 fb 00 80 00 00'],
    ['cmp edx, [0x8010]', asm.opFrom('cmp', 'edx', 0x8010), '3b 15 10 80 00 00'],
    ['adc [0x800c], eax', asm.opTo('adc', 0x800c, 'eax'), '11 05 0c 80 00 00'],
    ['and eax, ~0x60000000', asm.opValue('and', 'eax', ~0x60000000), '81 e0 ff ff ff 9f'],
    ['inc dword [eax + 0x400000]', asm.incIn('eax', 0x400000), 'ff 80 00 00 40 00'],
    ['inc ebx', asm.inc('ebx'), '43'],
    ['dec ecx', asm.dec('ecx'), '49'],
    ['shl eax, 12', asm.shl('eax', 12), 'c1 e0 0c'],
    ['shr edx, 15', asm.shr('edx', 15), 'c1 ea 0f'],
    ['mul edi', asm.mul('edi'), 'f7 e7'],
    ['div ecx', asm.div('ecx'), 'f7 f1'],
    ['imul eax, ebx, 0x9e3779b1', asm.imul('eax', 'ebx', 0x9e3779b1), '69 c3 b1 79 37 9e'],
    ['mov al, 0x34; out 0x43, al', asm.out(0x43, 0x34), 'b0 34 e6 43'],
  ] as const)('%s', (_, code, bytes) => {
    expect(hex(code)).toBe(bytes);
  });
});

describe('a label', () => {
  it('is reached from before and from behind', () => {
    const code = [...asm.label('up'), ...asm.jumpIf('jz', 'down'), ...asm.jump('up')];
    expect(hex([...code, ...asm.label('down')], 0xffff0000)).toBe(
      '0f 84 05 00 00 00 e9 f5 ff ff ff',
    );
  });

  it('is a place, whole or in halves', () => {
    const code = [
      ...asm.placeOf('here'),
      ...asm.placeOf('here', 'low'),
      ...asm.placeOf('here', 'high'),
      ...asm.placeOf('here', 'whole', -8),
      ...asm.label('here'),
    ];
    expect(hex(code, 0xffff0000)).toBe('0c 00 ff ff 0c 00 ff ff 04 00 ff ff');
  });

  it('is there once', () => {
    expect(() => hex(asm.jump('nowhere'))).toThrow('no label nowhere');
    expect(() => hex([...asm.label('a'), ...asm.label('a')])).toThrow('label a is there twice');
  });
});
