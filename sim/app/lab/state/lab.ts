/** All that the lab's page of play shows: one or two sides, a clock, and which side is turned. */
import { computed, signal } from '@preact/signals';
import { type Change, changeTimeNs, withoutChange } from '../scenario/document.ts';
import { shippedText } from '../scenario/shipped.ts';
import { changeOf, type Turn, turned } from '../scenario/turn.ts';
import { Player } from './player.ts';
import { type OpenFile, Side } from './side.ts';

/** The scenario that is open at first. */
const FIRST = 'teach/first-migration.yaml';

/** Turns of one knob that follow each other within this time are one. */
const SAME_TURN_MS = 1000;

export class Lab {
  readonly a = new Side('A');
  readonly b = new Side('B');
  readonly isComparing = signal(false);
  readonly turned = signal<Side>(this.a);
  /** The effect of the last turn of a knob, in a sentence. */
  readonly note = signal('');
  readonly sides = computed(() => (this.isComparing.value ? [this.a, this.b] : [this.a]));
  readonly films = computed(() => this.sides.value.flatMap(({ film }) => film.value ?? []));
  readonly player = new Player(this.films);
  #lastChange: { side: Side; change: Change; ms: number } | undefined;
  /** The link that was opened last: returning to it keeps what has changed since. */
  openedLink = '';

  constructor() {
    // Who turns knobs wants to see at once what comes of it.
    this.player.hidesFuture.value = false;
  }

  /** Opens what is shown first, unless something is open. */
  async start(): Promise<void> {
    if (this.a.file.value.text !== '') return;
    await this.open({ name: 'first-migration.yaml', text: shippedText(FIRST), tables: {} });
  }

  /** Opens a file on the side that is turned, at its start. */
  async open(file: OpenFile): Promise<void> {
    const side = this.turned.value;
    side.migration.value = 0;
    this.note.value = '';
    this.#lastChange = undefined;
    if (await side.open(file)) this.rewind();
  }

  /** Takes the text of the file as the user wrote it. */
  async edit(text: string): Promise<void> {
    const side = this.turned.value;
    if (await side.open({ ...side.file.value, text })) this.rewind();
  }

  rewind(): void {
    this.player.pause();
    this.player.seek(this.player.startNs.value);
  }

  /** Opens the second side with the setting of the first, to be turned. */
  async compare(): Promise<void> {
    this.isComparing.value = true;
    this.turned.value = this.b;
    this.b.migration.value = this.a.migration.value;
    await this.b.open({ ...this.a.file.value }, this.a.opened);
  }

  /** Back to one side: the one that is turned. */
  async endComparison(): Promise<void> {
    const { file, opened } = this.turned.value;
    this.isComparing.value = false;
    const isOther = this.turned.value === this.b;
    this.turned.value = this.a;
    if (isOther) await this.a.open(file.value, opened);
  }

  /** Whether a knob that is turned now changes the run from this time on. */
  get isUnderWay(): boolean {
    const { nowNs, startNs, endNs } = this.player;
    return nowNs.value > startNs.value && nowNs.value < endNs.value;
  }

  /** Turns a knob: a timed change while the run is under way, else another start. */
  async turn(turn: Turn): Promise<void> {
    const side = this.turned.value;
    const { knob } = turn;
    const change = this.#sameChange(side, this.#changeOf(turn));
    const text = turned(side.file.value.text, turn, change);
    if (change !== undefined) {
      const at = (change.atNs / 1e9).toFixed(3);
      this.note.value = `${knob.label}: ${change.value} from ${at} s on, a timed change.`;
      await side.edit(text);
      return;
    }
    const why = this.isUnderWay ? `${knob.label} cannot change during the run: ` : '';
    const wasPlaying = this.player.isPlaying.value;
    if (!(await side.edit(text))) return;
    this.note.value = `${why}${why === '' ? 'The' : 'the'} run starts again.`;
    this.rewind();
    if (wasPlaying) this.player.play();
  }

  /** Asks for the expected times after a turn. @param turn undefined when it is taken back. */
  preview(turn: Turn | undefined): void {
    const side = this.turned.value;
    const { text } = side.file.value;
    side.preview(turn === undefined ? text : turned(text, turn, this.#changeOf(turn)));
  }

  /** Takes a timed change back; the place in time stays. */
  async takeBack(side: Side, change: Change): Promise<void> {
    this.note.value = '';
    this.#lastChange = undefined;
    side.generation.value += 1;
    await side.edit(withoutChange(side.file.value.text, change));
    this.player.seek(this.player.nowNs.value);
  }

  /** A knob that is turned on at once goes on with the change that it has just made. */
  #sameChange(side: Side, change: Change | undefined): Change | undefined {
    const nowMs = performance.now();
    const { side: before, change: last, ms = 0 } = this.#lastChange ?? {};
    const goesOn = side === before && change?.target === last?.target && nowMs - ms < SAME_TURN_MS;
    const same = change && { ...change, atNs: goesOn ? (last?.atNs ?? change.atNs) : change.atNs };
    this.#lastChange = same && { side, change: same, ms: nowMs };
    return same;
  }

  /** The timed change that a turn is now; undefined when it is another start. */
  #changeOf(turn: Turn): Change | undefined {
    if (!this.isUnderWay) return undefined;
    return changeOf(turn, changeTimeNs(this.player.nowNs.value));
  }
}
