/** A sentence that names a cause, and below it what shows it. */
import { QUANTITIES } from './cause-runs.ts';
import { CAUSES, type Cause, type CauseName } from './causes.ts';

export function Because({ of }: { readonly of: CauseName }) {
  const cause: Cause = CAUSES[of];
  const { unit } = QUANTITIES[cause.of];
  return (
    <p class="cause">
      {cause.says}{' '}
      <span class="tried">
        Tried: {cause.tried}: {cause.of} {cause.from.toLocaleString('en')} →{' '}
        {cause.to.toLocaleString('en')}
        {unit === '' ? '' : ` ${unit}`}.
      </span>
    </p>
  );
}
