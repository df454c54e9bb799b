/** The worker in which the engine runs, so that the page never waits for it. */
import '../no-eval.ts';

import { expose } from 'comlink';
import { labEngine } from './lab-engine.ts';

expose(labEngine);
