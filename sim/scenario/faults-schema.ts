/** What may fail, and how often a migration that failed is tried again. */
import { z } from 'zod';
import { faultSchemas } from '../../models/fault/index.ts';
import { DAYS_100_NS } from '../engine/kernel/unit.ts';
import { count, NAME, present, quantity } from '../text/fields.ts';

export const faultsSchema = z
  .array(z.discriminatedUnion('kind', faultSchemas))
  .describe('What fails, and when; default nothing.');

const time = (about: string) => quantity('ns', about, { least: 1e6, most: DAYS_100_NS }).optional();

export const timeOutsSchema = z
  .strictObject({
    connection: time('Of an open connection over which nothing gets through.'),
    connect: time('Of one that is being opened.'),
    tool: time('Of a process of the migration that does nothing any more.'),
    suspend: time('Of a guest that was asked to suspend.'),
    receiver: time('At the destination, of a source that says nothing.'),
    migration: time('Of the whole migration, after which its manager cancels it; default none.'),
  })
  .describe('How long tools wait; default as the code of each system has it.')
  .transform((times) => {
    const entries = Object.entries(times).map(([name, ns]) => [`${name}Ns`, ns] as const);
    return Object.fromEntries(entries.filter(([, ns]) => ns !== undefined)) as {
      readonly [Key in keyof typeof times as `${Key}Ns`]?: number;
    };
  });

export const retrySchema = z
  .strictObject({
    times: count('How often it is tried again.', 1, 1000),
    after: quantity('ns', 'From the failure to the next try; default 10 s.', {
      most: DAYS_100_NS,
    }).prefault('10 s'),
    to: z
      .string()
      .regex(NAME)
      .optional()
      .describe('The host to which it moves then; default the same. Hosts of a group in turn.'),
    backOff: count('The time is so many times longer after each try; default 1.', 1, 10).prefault(
      1,
    ),
  })
  .describe('Tries again a migration that has failed, while its guest runs at the source.')
  .transform(({ after, ...rest }) => present({ ...rest, afterNs: after }));
