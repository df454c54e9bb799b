/** Units in which quantities stand in memory, and the constants that convert between them. */

/** Unit of a value in memory; scenario files may use any unit of the same kind. */
export type ParameterUnit = 'ns' | 'bytes' | 'bit/s' | 'percent' | 'count' | 'pages' | 'pages/s';

export const NS_PER_MS = 1e6;
export const NS_PER_SECOND = 1e9;
/** 100 days, in ns: the longest span that a scenario may name. */
export const DAYS_100_NS = 100 * 86_400 * NS_PER_SECOND;

export const MIB = 2 ** 20;
export const GIB = 2 ** 30;
export const TIB = 2 ** 40;
export const BITS_PER_BYTE = 8;
/** A rate of 1 bit/s, in bytes per ns. */
export const BYTES_PER_NS = 1 / (BITS_PER_BYTE * NS_PER_SECOND);

/** Size of a page of x86, in bytes. */
export const PAGE_BYTES = 4096;
export const BITS_PER_PAGE = PAGE_BYTES * BITS_PER_BYTE;
export const PAGES_PER_MIB = MIB / PAGE_BYTES;
/** Most pages of a batch: MAX_BATCH_SIZE of xg_save_restore.h and of xg_sr_common.h. */
export const BATCH_PAGES = 1024;
