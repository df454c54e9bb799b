/** The predictions so far, and how far they were off. */

import { LESSONS } from '../lessons/lessons.ts';
import { errorOf, NEAR, showError } from '../lessons/slips.ts';
import { forgetAll, type Prediction, predictions } from '../state/predictions.ts';

export function Record() {
  const all = predictions.value;
  const rows = LESSONS.flatMap(({ title }, index) => {
    const found = Object.hasOwn(all, title) ? all[title] : undefined;
    return found === undefined ? [] : [{ title, number: index + 1, found }];
  });
  if (rows.length === 0) return null;
  return (
    <details class="panel record">
      <summary>
        Your predictions: {rows.length} of {LESSONS.length},{' '}
        {rows.filter(({ found }) => isNear(found)).length} of them within 20 %
      </summary>
      <table>
        <thead>
          <tr>
            <th scope="col">Lesson</th>
            <th scope="col">You said</th>
            <th scope="col">Error</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ title, number, found }) => (
            <tr key={title}>
              <th scope="row">
                {number}. {title}
              </th>
              <td>{found.shown}</td>
              <td>{errorWords(found)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="quiet">The first prediction of each lesson counts. They stay in this browser.</p>
      <button type="button" onClick={forgetAll}>
        Forget them
      </button>
    </details>
  );
}

const isNear = ({ said, truth, isChoice }: Prediction): boolean =>
  isChoice ? said === truth : Math.abs(errorOf(said, truth)) <= NEAR;

function errorWords(prediction: Prediction): string {
  if (prediction.isChoice) return isNear(prediction) ? 'right' : 'wrong';
  return showError(errorOf(prediction.said, prediction.truth));
}
