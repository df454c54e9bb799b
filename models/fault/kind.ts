/** What a kind of fault is: its fields in a scenario file, and what it does to what it strikes. */
import { z } from 'zod';
import { DAYS_100_NS, NS_PER_SECOND } from '../../sim/engine/kernel/unit.ts';
import type { Link } from '../../sim/engine/machine/flow/link.ts';
import type { Host } from '../../sim/engine/machine/guest/host.ts';
import type { Course } from '../../sim/engine/mechanism/course.ts';
import type { Blow, Condition } from '../../sim/engine/mechanism/failure.ts';
import { PHASES } from '../../sim/engine/mechanism/failure.ts';
import { count, NAME, present, quantity } from '../../sim/text/fields.ts';

/** When a fault begins; one of these. */
export interface When {
  readonly atNs?: number;
  /** A phase of a migration, or a part of its time line. */
  readonly during?: string;
  readonly round?: number;
  /** Of the guest's memory, in pages sent. */
  readonly sharePercent?: number;
  /** Drawn, again and again, this long apart on average. */
  readonly meanTimeNs?: number;
}

/** What every fault has. */
export interface FaultBase {
  readonly kind: string;
  readonly when: When;
  /** From `when` to its beginning. */
  readonly afterNs: number;
  /** Absent: for good. */
  readonly forNs?: number;
  /** Whose migration it is about; absent: any. */
  readonly guest?: string;
}

/** Where on the way between two hosts; what is absent is not asked for. */
export interface Place {
  readonly link?: string | undefined;
  readonly host?: string | undefined;
  readonly direction: 'out' | 'in' | 'both';
}

/** A strike on a migration, as a kind of fault says it. */
export interface Blowing {
  readonly blow: Blow;
  readonly fault: string;
  /** Whether the other end hears of it. */
  readonly isTold: boolean;
  readonly bootNs?: number;
}

/** What a fault may do to the world; what is returned undoes it. */
export interface Breakable {
  /** The links at a place; without one those that these migrations take. */
  links(place: Place, courses: readonly Course[]): readonly Link[];
  /** A host by its name, or at one end of these migrations. */
  hosts(place: HostPlace, courses: readonly Course[]): readonly Host[];
  /** Nothing passes: TCP repeats what is lost, later each time, and gives up at last. */
  cut(links: readonly Link[], of: Outage): () => void;
  /** No more than this passes. @param bytesPerNs of a link. */
  bound(links: readonly Link[], bytesPerNs: (link: Link) => number): () => void;
  /** All on it is gone, and does not come back. */
  crash(host: Host, fault: string): void;
  /** Others want CPU of Dom0, so many at each of its virtual CPUs; Infinity: it does not run. */
  burden(host: Host, each: number): () => void;
  /** Migrations that come to where they meet it are struck, those of a guest if it is named. */
  meet(condition: Condition, fault: string, guest: string | undefined): () => void;
  strike(course: Course, blowing: Blowing): void;
  /** A process of a migration is gone. */
  kill(course: Course, side: 'source' | 'destination', fault: string): void;
  /** A process of a migration does nothing any more. @param forNs undefined: for good. */
  hang(course: Course, side: 'source' | 'destination', forNs: number | undefined): void;
  /** A connection is lost and may be made again. */
  reset(course: Course, of: Outage): void;
  /** The guest has got or given back so many pages. */
  balloon(guest: string, pages: number): void;
  /** Something happens after a while. @returns what prevents it. */
  later(ns: number, what: () => void): () => void;
  /** The guest no longer works, wherever it is. */
  crashGuest(course: Course, fault: string): void;
}

/** What is known of a connection that is lost. */
export interface Outage {
  readonly fault: string;
  /** Until it ends; Infinity: never. */
  readonly forNs: number;
  /** From then until someone has a migration after post-copy go on; Infinity: never. */
  readonly recoverNs: number;
}

/** A host by name, or the one at an end of a migration. */
export interface HostPlace {
  readonly host?: string | undefined;
  readonly side?: 'source' | 'destination' | undefined;
}

/** What a fault strikes when it begins. */
export interface Struck {
  readonly world: Breakable;
  /** Migrations under way that it is about. */
  readonly courses: readonly Course[];
}

/** A kind of fault. */
export interface FaultKind<Spec extends FaultBase = FaultBase> {
  readonly kind: string;
  readonly schema: z.ZodType<Spec>;
  /** Begins it. @returns what ends it when its time has passed; undefined: nothing does. */
  begin(spec: Spec, struck: Struck): (() => void) | undefined;
}

const TIME = { most: DAYS_100_NS } as const;
const PARTS = /^[a-z]+(?:-[a-z]+)*$/u;

const BASE = {
  at: quantity('ns', 'When it begins.', TIME).optional(),
  during: z
    .string({ error: 'expected the name of a phase or of a part' })
    .regex(PARTS, { error: 'expected the name of a phase or of a part' })
    .optional()
    .describe(
      `When a migration comes to this phase (${PHASES.join(', ')}) or part of its time line.`,
    ),
  round: count('When a migration begins to send this round.', 1, 100_000).optional(),
  share: quantity('percent', "When so much of the guest's memory has been sent.", {
    most: 100_000,
  }).optional(),
  meanTime: quantity('ns', 'Drawn again and again, so long apart on average.', {
    least: 1e6,
    ...TIME,
  }).optional(),
  after: quantity('ns', 'How long after that it begins; default 0 s.', TIME).prefault('0 s'),
  for: quantity('ns', 'How long it lasts; default: for good.', { least: 1, ...TIME }).optional(),
  guest: z
    .string()
    .regex(NAME)
    .optional()
    .describe('The guest whose migration it is about; default: any.'),
};

const WHEN = ['at', 'during', 'round', 'share', 'meanTime'] as const;

type Base = { [Key in keyof typeof BASE]: z.output<(typeof BASE)[Key]> };

/** What a kind of fault is made of. */
interface Making<Kind extends string, Shape extends z.ZodRawShape> {
  readonly kind: Kind;
  readonly about: string;
  readonly shape: Shape;
  /** When it begins where nothing is said; absent: something has to be. */
  readonly usual?: When;
}

/** The schema of a kind with its own fields. */
export function faultSchema<Kind extends string, Shape extends z.ZodRawShape>({
  kind,
  about,
  shape,
  usual,
}: Making<Kind, Shape>) {
  return z
    .strictObject({ kind: z.literal(kind).describe(about), ...BASE, ...shape })
    .superRefine((spec, context) => {
      const said = WHEN.filter((key) => (spec as Partial<Base>)[key] !== undefined);
      if (said.length === 1 || (said.length === 0 && usual !== undefined)) return;
      const message = said.length === 0 ? 'it is not said when' : 'it is said twice when';
      const hint = `one of ${WHEN.map((key) => `\`${key}\``).join(', ')}`;
      context.addIssue({ code: 'custom', path: [], message, params: { hint } });
    })
    .transform((spec) => {
      const {
        at,
        during,
        round,
        share,
        meanTime,
        after,
        for: forNs,
        guest,
        ...own
      } = spec as unknown as Base & { readonly kind: Kind } & z.output<z.ZodObject<Shape>>;
      const said = { atNs: at, during, round, sharePercent: share, meanTimeNs: meanTime };
      const isSaid = Object.values(said).some((value) => value !== undefined);
      const when: When = isSaid ? present(said) : (usual ?? {});
      return { ...own, ...present({ when, afterNs: after, forNs, guest }) } as FaultBase & {
        readonly kind: Kind;
      } & z.output<z.ZodObject<Shape>>;
    });
}

/** A kind that ends the migrations it is of by one blow, of which the other end hears. */
export function striking<const Kind extends string>(kind: Kind, blow: Blow, about: string) {
  return {
    kind,
    schema: faultSchema({ kind, about, shape: {} }),
    begin(_: FaultBase, { world, courses }: Struck): undefined {
      for (const course of courses) world.strike(course, { blow, fault: kind, isTold: true });
    },
  };
}

/** From the start on. */
export const FROM_START: When = { atNs: 0 };

/** A host, or the one at an end of the migration. @param usual end. */
export const hostShape = (usual: 'source' | 'destination') => ({
  host: z.string().regex(NAME).optional().describe('The host by its name.'),
  side: z
    .enum(['source', 'destination'])
    .optional()
    .describe(`Or the one at this end of the migration; default ${usual}.`),
});

/** Where on the network. */
export const placeShape = {
  link: z
    .string()
    .regex(NAME)
    .optional()
    .describe('A link, or a switch with an uplink; default: the way of the migration.'),
  host: z.string().regex(NAME).optional().describe('Or the network interface of a host.'),
  direction: z
    .enum(['out', 'in', 'both'])
    .prefault('both')
    .describe('One way only: out of the host, or into it. Default both.'),
};

/** Until someone has a migration go on whose connection was lost after post-copy had begun. */
export const recoverShape = {
  recover: quantity(
    'ns',
    'From the end of the outage until a migration after post-copy is told to go on; default 10 s.',
    TIME,
  ).prefault(`${10 * NS_PER_SECOND} ns`),
};
