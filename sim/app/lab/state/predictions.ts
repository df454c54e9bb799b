/** What was predicted in each lesson, and what came out: kept where the browser keeps it. */
import { signal } from '@preact/signals';

/** One prediction. */
export interface Prediction {
  readonly said: number;
  readonly truth: number;
  /** Both in words. */
  readonly shown: string;
  /** For a choice, which has no error in percent. */
  readonly isChoice: boolean;
}

const STORED = 'precopy-predictions';

const isPrediction = (value: unknown): value is Prediction => {
  const { said, truth, shown, isChoice } = (value ?? {}) as Partial<Prediction>;
  return (
    Number.isFinite(said) &&
    Number.isFinite(truth) &&
    typeof shown === 'string' &&
    typeof isChoice === 'boolean'
  );
};

/** By the titles of lessons. A page from disk may have no store. */
function stored(): Readonly<Record<string, Prediction>> {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(STORED) ?? '{}');
    const entries = Object.entries(found ?? {}).filter(([, value]) => isPrediction(value));
    return Object.fromEntries(entries) as Record<string, Prediction>;
  } catch {
    return {};
  }
}

export const predictions = signal(stored());

/** Keeps the first prediction of a lesson: a second one knows the answer. */
export function keep(title: string, prediction: Prediction): void {
  if (Object.hasOwn(predictions.value, title)) return;
  store({ ...predictions.value, [title]: prediction });
}

export function forgetAll(): void {
  store({});
}

function store(value: Readonly<Record<string, Prediction>>): void {
  predictions.value = value;
  try {
    localStorage.setItem(STORED, JSON.stringify(value));
  } catch {
    // Without a store they last as long as the page.
  }
}
