/**
 * When pre-copy stops and how fast it may go, as the scenario file says it. A new policy is one
 * more entry in `policySchema`.
 */
import { z } from 'zod';
import { RATE_LIMITS } from '../engine/mechanism/parameters.ts';
import { count, present, quantity } from '../text/fields.ts';

const scan = (usual: 'rotated' | 'plain') =>
  z
    .enum(['rotated', 'plain'])
    .prefault(usual)
    .describe(`Order of pages in a round: as Xen 3.2 mixes them, or ascending. Default ${usual}.`);
const maxRounds = (about: string) => count(`Rounds before the last one; ${about}.`, 1, 10_000);
const maxFactor = (about: string) =>
  count(`Memory sizes sent before the last round; ${about}.`, 1, 10_000);
const minPages = (about: string) => count(`Stop when fewer pages are left; ${about}.`, 0, 2 ** 34);
const skips = (usual: boolean) =>
  z
    .boolean({ error: 'expected true or false' })
    .prefault(usual)
    .describe(`Whether pages written again before their turn wait a round. Default ${usual}.`);
const rate = (about: string) => quantity('bit/s', about, RATE_LIMITS);

/** Numbers of xc_linux_save in Xen 3.2. */
const xen32 = z
  .strictObject({
    name: z
      .literal('xen-3.2')
      .optional()
      .describe('Rules of xc_linux_save in Xen 3.2 (the default).'),
    scan: scan('rotated'),
    maxRounds: maxRounds('default 29').prefault(29),
    maxFactor: maxFactor('default 3').prefault(3),
    minPages: minPages('default 50').prefault(50),
    adaptive: z
      .boolean({ error: 'expected true or false' })
      .prefault(false)
      .describe('Whether its rate limiter, ADAPTIVE_SAVE, is compiled in. Default false.'),
  })
  .transform((policy) => ({ ...policy, name: 'xen-3.2' as const }));

/** Migration v2. */
const xen4 = z.strictObject({
  name: z.literal('xen-4').describe('Rules of Xen 4.6 and later, migration v2: few rounds.'),
  scan: scan('plain'),
  maxRounds: maxRounds('default 5').prefault(5),
  minPages: minPages('default 50').prefault(50),
});

const fixedRate = z
  .strictObject({
    name: z.literal('fixed-rate').describe("Xen's stop rules at a set transfer rate."),
    rate: rate('Rate at which page contents are sent.'),
    skips: skips(true),
    scan: scan('rotated'),
    maxRounds: maxRounds('default 29').prefault(29),
    maxFactor: maxFactor('default 3').prefault(3),
    minPages: minPages('default 50').prefault(50),
  })
  .transform(({ rate: ratePerSecond, ...rest }) => ({ ...rest, bitsPerSecond: ratePerSecond }));

const clark2005 = z
  .strictObject({
    name: z
      .literal('clark-2005')
      .describe('The adaptive rate of Clark et al. 2005: a little above the dirty rate.'),
    rules: z
      .enum(['text', 'tool'])
      .prefault('text')
      .describe(
        "As section 5.3 states them (default), or as the sources of the authors' tool have them " +
          'and their figures show: the rate never falls, and rounds end as in Xen 3.2.',
      ),
    scan: scan('rotated'),
    minRate: rate('Rate of the first round, and the least of any; default 100 Mbit/s.').prefault(
      '100 Mbit/s',
    ),
    maxRate: rate('Rate at which pre-copy ends; default 500 Mbit/s.').prefault('500 Mbit/s'),
    step: rate('What is added to the dirty rate; default 50 Mbit/s.').prefault('50 Mbit/s'),
    minPages: minPages('default 64, which is 256 KiB, by the tool 50').optional(),
    maxRounds: maxRounds('default 1000, by the tool 29').optional(),
  })
  .transform(({ minRate, maxRate, step, ...rest }) => ({
    ...(rest.rules === 'text' ? BY_THE_TEXT : BY_THE_TOOL),
    ...present(rest),
    minBitsPerSecond: minRate,
    maxBitsPerSecond: maxRate,
    stepBitsPerSecond: step,
  }));

const percentOf = (about: string, most: number) => quantity('percent', about, { least: 0, most });

const qemu = z
  .strictObject({
    name: z
      .literal('qemu')
      .describe('QEMU: stop when the rest fits into the downtime limit at the measured rate.'),
    scan: scan('plain'),
    maxBandwidth: rate('Most that is sent while the guest runs; default 128 MiB/s.').prefault(
      '128 MiB/s',
    ),
    downtimeLimit: quantity('ns', 'Longest stop aimed at; default 300 ms.', {
      least: 1e6,
      most: 3600e9,
    }).prefault('300 ms'),
    autoConverge: z
      .boolean({ error: 'expected true or false' })
      .prefault(false)
      .describe('Whether a guest that writes too fast is slowed down. Default false.'),
    throttleInitial: percentOf('First throttle of auto-converge; default 20 %.', 99).prefault(
      '20 %',
    ),
    throttleIncrement: percentOf('What is added to it each time; default 10 %.', 99).prefault(
      '10 %',
    ),
    throttleMax: percentOf('Most of it; default 99 %.', 99).prefault('99 %'),
    throttleTrigger: percentOf(
      'Pages dirtied, of what was sent, above which it is too fast; default 50 %.',
      100,
    ).prefault('50 %'),
    maxTime: quantity('ns', 'When somebody ends it; QEMU itself never does. Default 10 min.', {
      least: 1e6,
      most: 100 * 86_400e9,
    }).prefault('10 min'),
    maxRounds: maxRounds('default no limit').optional(),
    onLimit: z
      .enum(['abandon', 'suspend'])
      .prefault('abandon')
      .describe('How: leave the guest where it is, or stop it and send the rest. Default abandon.'),
  })
  .transform(({ maxBandwidth, downtimeLimit, maxTime, autoConverge, ...rest }) => {
    const { throttleInitial, throttleIncrement, throttleMax, throttleTrigger, ...others } = rest;
    const converge = {
      initialPercent: throttleInitial,
      incrementPercent: throttleIncrement,
      mostPercent: throttleMax,
      triggerPercent: throttleTrigger,
    };
    return {
      ...others,
      bitsPerSecond: maxBandwidth,
      downtimeLimitSeconds: downtimeLimit / 1e9,
      maxSeconds: maxTime / 1e9,
      autoConverge: autoConverge ? converge : undefined,
    };
  });
/** 256 KiB left; rounds without a bound of their own. */
const BY_THE_TEXT = { minPages: 64, maxRounds: 1000 };
/** DEF_MAX_ITERS, DEF_MAX_FACTOR and the literal 50 of xc_linux_save. */
const BY_THE_TOOL = { minPages: 50, maxRounds: 29, maxFactor: 3 };

const custom = z
  .strictObject({
    name: z.literal('custom').describe('Rules of your own: what is absent never stops pre-copy.'),
    scan: scan('plain'),
    skips: skips(true),
    rate: rate('Most that is sent; default no limit.').optional(),
    maxRounds: maxRounds('default 29').prefault(29),
    maxFactor: maxFactor('default no limit').optional(),
    minPages: minPages('default no limit').optional(),
    downtimeTarget: quantity(
      'ns',
      'Stop when what is dirty could be sent in this time at the rate of the round.',
      { most: 3600e9 },
    ).optional(),
  })
  .transform(({ rate: bitsPerSecond, downtimeTarget, ...rest }) => ({
    ...rest,
    bitsPerSecond,
    downtimeTargetSeconds: downtimeTarget === undefined ? undefined : downtimeTarget / 1e9,
  }));

const ownModule = z.strictObject({
  name: z.literal('module').describe('A policy of your own: see docs/how-to/write-a-policy.md.'),
  file: z
    .string({ error: 'expected the path of a file' })
    .refine((path) => /\.m?js$/u.test(path), { error: 'expected a file that ends in .mjs or .js' })
    .describe('JavaScript module that exports `policy`, seen from the scenario file.'),
  options: z
    .record(z.string(), z.unknown())
    .prefault({})
    .describe('What its `policy` is given, as it stands here.'),
  scan: scan('plain'),
});

/** All policies, told apart by `name`; the one whose name is optional is the default. */
export const policySchema = z.discriminatedUnion('name', [
  xen32,
  xen4,
  fixedRate,
  clark2005,
  qemu,
  custom,
  ownModule,
]);
