/** Devices of a guest as a scenario states them; what it leaves out is its kind's. */
import { z } from 'zod';
import { DEVICES } from '../../models/machine/devices.ts';
import { BYTES_PER_NS, TIB } from '../engine/kernel/unit.ts';
import { DEVICE_KINDS, type Devices } from '../engine/mechanism/devices.ts';
import { RATE_LIMITS } from '../engine/mechanism/parameters.ts';
import { count, quantity } from '../text/fields.ts';

const time = (about: string) => quantity('ns', about, { most: 600e9 }).optional();
const rate = (about: string) => quantity('bit/s', about, RATE_LIMITS).optional();
const COUNT_MOST = 1024;

const devices = z
  .strictObject({
    kind: z
      .enum(DEVICE_KINDS)
      .describe('What they are. Defaults of each kind are in the reference of machines.'),
    count: count('How many; default 1.', 1, COUNT_MOST).prefault(1),
    state: quantity('bytes', 'State of each that is sent while the guest stands.', {
      most: TIB,
    }).optional(),
    save: time('Time to stop each and save its state, whatever its size.'),
    saveRate: rate('Rate at which its state is saved beside that; default: no bound.'),
    load: time('Time to load and start each, whatever its size.'),
    loadRate: rate('Rate at which its state is loaded beside that; default: no bound.'),
    atOnce: count(
      'How many of them are saved, or loaded, at a time; default 1.',
      1,
      COUNT_MOST,
    ).prefault(1),
  })
  .describe('Devices that are alike.')
  .transform(({ kind, count: number, atOnce, ...own }): Devices => {
    const [state, save, load] = (['state', 'save', 'load'] as const).map(
      (name) => own[name] ?? DEVICES[kind][name][0],
    ) as [number, number, number];
    const perByte = (bitsPerSecond = Infinity): number =>
      Math.round(state / (bitsPerSecond * BYTES_PER_NS));
    return {
      kind,
      count: number,
      stateBytes: state,
      saveNs: save + perByte(own.saveRate),
      loadNs: load + perByte(own.loadRate),
      atOnce,
    };
  });

/** All devices of a guest. */
export const devicesSchema = z
  .array(devices)
  .describe("Devices whose state goes with it; QEMU's policies know what they take. Default none.");
