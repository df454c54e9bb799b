/** The rows of the time line, each drawn into its strip of the canvas. */

import type { Palette } from '../../../output/html/palette.ts';
import { VCPU_STATES } from '../../../run/result/recording.ts';
import type { Dom0Tracks, Film } from '../playback/film.ts';
import { countUpTo } from '../playback/times.ts';

/** What a row is drawn with: a stretch of time on a strip. */
export interface Strip {
  readonly context: CanvasRenderingContext2D;
  readonly colours: Palette;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly fromNs: number;
  readonly toNs: number;
}

/** A row: its name, its height, what it draws. */
export interface Row {
  readonly name: string;
  readonly height: number;
  readonly draw: (strip: Strip) => void;
}

/** Words on the colour of what is dirty, in light and in dark. */
const ON_DIRTY = '#0d1319';

const FONT = '11px system-ui, sans-serif';

const xOf = ({ left, width, fromNs, toNs }: Strip, ns: number): number =>
  left + (width * (Math.min(Math.max(ns, fromNs), toNs) - fromNs)) / (toNs - fromNs);

/** All rows of a migration. */
export function rowsOf(film: Film): Row[] {
  const { source, destination } = film.dom0;
  return [
    { name: 'Stages', height: 24, draw: (strip) => drawStages(strip, film) },
    { name: 'Mbit/s', height: 96, draw: (strip) => drawRates(strip, film) },
    { name: 'Pages', height: 72, draw: (strip) => drawPages(strip, film) },
    dom0Row('source', source),
    dom0Row('destination', destination),
  ];
}

function drawStages(strip: Strip, { parts }: Film): void {
  const { context, colours, top, height } = strip;
  context.font = FONT;
  for (const { name, startNs, endNs, inDowntime } of parts) {
    if (endNs < strip.fromNs || startNs > strip.toNs) continue;
    const from = xOf(strip, startNs);
    const wide = Math.max(1, xOf(strip, endNs) - from);
    context.fillStyle = inDowntime ? colours.dirty : colours.clean;
    context.fillRect(from, top + 2, wide, height - 4);
    if (context.measureText(name).width + 8 > wide) continue;
    context.fillStyle = inDowntime ? ON_DIRTY : colours.ink;
    context.fillText(name, from + 4, top + height / 2 + 4);
  }
}

/** The largest value on the scale, rounded up to one that reads well. */
function niceTop(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= value) ?? 10) * power;
}

/** Shorter rounds, as parts of the whole, do not set the scale of rates. */
const VISIBLE_PART = 0.01;

function visibleDirtyRates({ rounds, dirtyRates, startNs, endNs }: Film): number[] {
  const leastNs = VISIBLE_PART * (endNs - startNs);
  return rounds.flatMap((round, index) => {
    return round.endNs - round.startNs < leastNs ? [] : (dirtyRates[index] ?? []);
  });
}

function drawScale({ context, colours, left, top, width, height }: Strip, most: string): void {
  context.strokeStyle = colours.line;
  context.lineWidth = 1;
  context.strokeRect(left + 0.5, top + 0.5, width - 1, height - 1);
  context.fillStyle = colours.faint;
  context.font = FONT;
  context.textAlign = 'right';
  context.fillText(most, left - 5, top + 10);
  context.fillText('0', left - 5, top + height - 1);
  context.textAlign = 'left';
}

/** Rates: as bytes came through, and as pages became dirty, round by round. */
function drawRates(strip: Strip, film: Film): void {
  const { context, colours, top, height } = strip;
  const { bitsPerSecond, startNs, stepNs } = film.rates;
  const most = niceTop(Math.max(...bitsPerSecond, ...visibleDirtyRates(film), 1));
  const yOf = (rate: number): number => top + height - (height - 2) * Math.min(1, rate / most);
  drawScale(strip, String(most / 1e6));
  drawRoundNumbers(strip, film);
  context.fillStyle = colours.sent;
  const first = Math.max(0, Math.floor((strip.fromNs - startNs) / stepNs));
  const end = Math.min(bitsPerSecond.length, Math.ceil((strip.toNs - startNs) / stepNs) + 1);
  for (let at = first; at < end; at += 1) {
    const from = xOf(strip, startNs + at * stepNs);
    const wide = Math.max(1, xOf(strip, startNs + (at + 1) * stepNs) - from);
    const y = yOf(bitsPerSecond[at] as number);
    context.fillRect(from, y, wide, top + height - y);
  }
  context.strokeStyle = colours.dirty;
  context.lineWidth = 2.5;
  for (const [index, { startNs: from, endNs: to }] of film.rounds.entries()) {
    const rate = film.dirtyRates[index];
    if (rate === undefined || to < strip.fromNs || from > strip.toNs) continue;
    const y = yOf(rate);
    context.beginPath();
    context.moveTo(xOf(strip, from), y);
    context.lineTo(Math.max(xOf(strip, to), xOf(strip, from) + 2), y);
    context.stroke();
  }
}

/** Where rounds begin, with their numbers where there is room. */
function drawRoundNumbers(strip: Strip, { rounds }: Film): void {
  const { context, colours, top, height } = strip;
  context.font = FONT;
  let free = strip.left;
  for (const { round, startNs } of rounds) {
    if (startNs < strip.fromNs || startNs > strip.toNs) continue;
    const x = Math.round(xOf(strip, startNs)) + 0.5;
    context.strokeStyle = colours.faint;
    context.lineWidth = 1;
    context.setLineDash([2, 3]);
    context.beginPath();
    context.moveTo(x, top);
    context.lineTo(x, top + height);
    context.stroke();
    context.setLineDash([]);
    const wide = context.measureText(String(round)).width + 4;
    if (x < free || x + wide > strip.left + strip.width) continue;
    context.fillStyle = colours.ground;
    context.fillRect(x + 1, top + 1, wide, 12);
    context.fillStyle = colours.faint;
    context.fillText(String(round), x + 3, top + 11);
    free = x + wide + 4;
  }
}

/** Pages that the round has to deal with, and those that were written since it began. */
function drawPages(strip: Strip, film: Film): void {
  const { context, colours } = strip;
  const most = Math.max(1, ...film.left.pages);
  drawScale(strip, most >= 10_000 ? `${Math.round(most / 1000)} k` : String(most));
  drawRoundNumbers(strip, film);
  drawLine(strip, film.left, { most, colour: colours.sent, isStep: true });
  drawLine(strip, film.dirty, { most, colour: colours.dirty, isStep: false });
  context.lineWidth = 1;
}

function drawLine(
  strip: Strip,
  { timesNs, pages }: { readonly timesNs: readonly number[]; readonly pages: readonly number[] },
  { most, colour, isStep }: { most: number; colour: string; isStep: boolean },
): void {
  const { context, top, height } = strip;
  context.strokeStyle = colour;
  context.lineWidth = 2;
  const yAt = (at: number): number =>
    top + height - 1 - (height - 3) * Math.min(1, (pages[at] as number) / most);
  strokeTrack(strip, timesNs, yAt, isStep);
}

/** A line through the points of a track that are in sight, or next to it. */
function strokeTrack(
  strip: Strip,
  timesNs: readonly number[],
  yAt: (at: number) => number,
  isStep: boolean,
): void {
  const { context } = strip;
  const first = Math.max(0, countUpTo(timesNs, strip.fromNs) - 1);
  const end = Math.min(timesNs.length, countUpTo(timesNs, strip.toNs) + 1);
  context.beginPath();
  let lastY: number | undefined;
  for (let at = first; at < end; at += 1) {
    const x = xOf(strip, timesNs[at] as number);
    const y = yAt(at);
    if (lastY === undefined) context.moveTo(x, y);
    else {
      if (isStep) context.lineTo(x, lastY);
      context.lineTo(x, y);
    }
    lastY = y;
  }
  context.stroke();
}

/** More virtual CPUs of a Dom0 are not shown. */
const VCPUS_MOST = 3;
const VCPU_HEIGHT = 20;

/** One line for each virtual CPU that does anything: what it is at, and its credits over it. */
function dom0Row(end: string, { vcpus, credits }: Dom0Tracks): Row {
  const busy = vcpus.filter(({ timesNs }) => timesNs.length > 2).slice(0, VCPUS_MOST);
  const shown = busy.length > 0 ? busy : vcpus.slice(0, 1);
  return {
    name: `Dom0 ${end}`,
    height: VCPU_HEIGHT * shown.length,
    draw: (strip) => {
      for (const [index, track] of shown.entries()) {
        const part = { ...strip, top: strip.top + index * VCPU_HEIGHT, height: VCPU_HEIGHT };
        drawVcpu(part, track);
        const own = credits.find(({ vcpu }) => vcpu.endsWith(`/v${track.vcpu}`));
        if (own !== undefined && strip.toNs - strip.fromNs <= CREDITS_SPAN_NS)
          drawCredits(part, own);
      }
    },
  };
}

/** What a virtual CPU is at in each column of points, as parts of the column's time. */
function drawVcpu(strip: Strip, track: Dom0Tracks['vcpus'][number]): void {
  const { context, colours, top, height, left, width, fromNs, toNs } = strip;
  context.fillStyle = colours.line;
  context.fillRect(left, top + height - 2, width, 1);
  const columns = Math.max(1, Math.floor(width));
  const stepNs = (toNs - fromNs) / columns;
  const room = height - 4;
  for (let column = 0; column < columns; column += 1) {
    const parts = partsIn(track, fromNs + column * stepNs, fromNs + (column + 1) * stepNs);
    let bottom = top + height - 2;
    for (const [state, part] of parts.entries()) {
      const high = room * Math.min(1, part);
      context.fillStyle = [colours.sent, colours.dirty, colours.skipped][state] as string;
      context.fillRect(left + column, bottom - high, 1, high);
      bottom -= high;
    }
  }
}

/** Parts of a stretch in which it runs, is parked, and waits or stands. */
function partsIn(
  { timesNs, states, shares }: Dom0Tracks['vcpus'][number],
  fromNs: number,
  toNs: number,
): [number, number, number] {
  const parts: [number, number, number] = [0, 0, 0];
  const first = Math.max(0, countUpTo(timesNs, fromNs) - 1);
  for (let at = first; at < timesNs.length && (timesNs[at] as number) < toNs; at += 1) {
    const start = Math.max(fromNs, timesNs[at] as number);
    const part = (Math.min(toNs, timesNs[at + 1] ?? toNs) - start) / (toNs - fromNs);
    const state = VCPU_STATES[states[at] as number];
    if (state === 'running') parts[0] += part * (shares[at] as number);
    else if (state === 'parked') parts[1] += part;
    else if (state !== 'blocked') parts[2] += part;
  }
  return parts;
}

/** Over a longer time the line of credits would be a smear. */
const CREDITS_SPAN_NS = 4e9;

/** Credits go from -300 to 300. */
const CREDITS_MOST = 300;

function drawCredits(strip: Strip, { timesNs, credits }: Dom0Tracks['credits'][number]): void {
  const { context, colours, top, height } = strip;
  context.strokeStyle = colours.ink;
  context.lineWidth = 1;
  const yAt = (at: number): number => {
    const part = Math.max(-1, Math.min(1, (credits[at] as number) / CREDITS_MOST));
    return top + height / 2 - (part * (height - 4)) / 2;
  };
  strokeTrack(strip, timesNs, yAt, false);
}
