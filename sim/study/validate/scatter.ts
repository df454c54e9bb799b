/**
 * How far repetitions of one setting scatter, and so how far from a measurement a simulation may be
 * that is right in every respect.
 */
import { mean, squaresAbout } from '../fit/statistics.ts';

/** Repetitions of a setting that tell their scatter by themselves; fewer take the pooled one. */
const OWN_LEAST = 3;

/** Standard errors within which what is measured and what is simulated count as equal. */
const STANDARD_ERRORS = 2;

/** What is left of relative deviations from the mean of a setting. */
interface Deviations {
  readonly squares: number;
  readonly degrees: number;
}

function deviationsOf(values: readonly number[]): Deviations {
  const centre = mean(values);
  const squares = squaresAbout(centre, values) / centre ** 2;
  const isKnown = values.length > 1 && Number.isFinite(squares);
  return isKnown ? { squares, degrees: values.length - 1 } : { squares: 0, degrees: 0 };
}

/** The relative scatter of one quantity over the settings of a campaign. */
export class Scatter {
  readonly #pooled: number;
  readonly #replications: number;

  /**
   * Pooled: the root of the sum of squared relative deviations from the mean of each setting over
   * the sum of their degrees of freedom, n - 1 each. No scatter where nothing was repeated.
   * @param settings the repetitions of each setting. @param replications runs of each setting.
   */
  constructor(settings: readonly (readonly number[])[], replications: number) {
    const all = settings.map(deviationsOf);
    const degrees = all.reduce((sum, one) => sum + one.degrees, 0);
    const squares = all.reduce((sum, one) => sum + one.squares, 0);
    this.#pooled = degrees === 0 ? 0 : Math.sqrt(squares / degrees);
    this.#replications = replications;
  }

  /**
   * Two standard errors of the difference between a mean of `n` of the repetitions and the mean of
   * the replications, relative: where the simulation is right, its runs scatter as the repetitions
   * do, and 19 of 20 differences are within.
   * @param repetitions all those of the setting.
   */
  tolerance(repetitions: readonly number[], n: number): number {
    const { squares, degrees } = deviationsOf(repetitions);
    const isOwn = degrees + 1 >= OWN_LEAST;
    const scatter = isOwn ? Math.sqrt(squares / degrees) : this.#pooled;
    return STANDARD_ERRORS * scatter * Math.sqrt(1 / n + 1 / this.#replications);
  }
}
