/** What may fail, and how often a migration that failed is tried again. */
import { z } from 'zod';
import { faultSchemas } from '../../models/fault/index.ts';
import { DAYS_100_NS } from '../engine/kernel/unit.ts';
import { count, quantity } from '../text/fields.ts';

export const faultsSchema = z
  .array(z.discriminatedUnion('kind', faultSchemas))
  .describe('What fails, and when; default nothing.');

export const retrySchema = z
  .strictObject({
    times: count('How often it is tried again.', 1, 1000),
    after: quantity('ns', 'From the failure to the next try; default 10 s.', {
      most: DAYS_100_NS,
    }).prefault('10 s'),
    backOff: count('The time is so many times longer after each try; default 1.', 1, 10).prefault(
      1,
    ),
  })
  .describe('Tries again a migration that has failed, while its guest runs at the source.')
  .transform(({ after, ...rest }) => ({ ...rest, afterNs: after }));
