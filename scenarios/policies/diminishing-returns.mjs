/**
 * Stops when a round gains little: when the next one would have at least `least` as many pages as
 * the one just sent.
 */
export function policy({ least = 0.9 }) {
  return {
    name: 'diminishing returns',
    stop({ round, sent, dirty }) {
      if (dirty < 50) return 'few-pages';
      if (dirty >= least * sent) return 'not-converging';
      return round >= 30 ? 'max-rounds' : undefined;
    },
  };
}
