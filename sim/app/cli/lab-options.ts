/** What `precopy lab` takes. */
import type { Argv } from 'yargs';

/** One that stays the same, so that links that were shared stay good. */
const USUAL_PORT = 8321;

export function labOptions(parser: Argv) {
  return parser
    .option('port', {
      type: 'number',
      default: USUAL_PORT,
      describe: 'port on this machine; 0 for any that is free',
    })
    .option('open', { type: 'boolean', default: false, describe: 'open it in the browser' })
    .option('output', {
      alias: 'o',
      type: 'string',
      describe: 'write the lab as one HTML file that works from disk, and serve nothing',
    })
    .example('$0 lab', 'serve the lab and print its address')
    .example('$0 lab -o lab.html', 'one file for a class without a network');
}
