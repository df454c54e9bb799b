/**
 * Workers with the engine in them. The first is started before the page is drawn, for both take
 * their time; this comes first of all that the page loads.
 */
import file from './worker.ts?worker&url';

// The build puts the file's text into an element of the page with its name.
const element = document.getElementById(file.slice(file.lastIndexOf('/') + 1)) as HTMLElement;
const text = element.textContent as string;
const address = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));

let spare: Worker | undefined = new Worker(address);

/** A worker of its own for who asks. */
export function engineWorker(): Worker {
  const worker = spare ?? new Worker(address);
  spare = undefined;
  return worker;
}
