/** The page's end of a worker: one task at a time; a new one ends what is still running. */
import { proxy, type Remote, wrap } from 'comlink';
import type { Answer, LabEngine, ScenarioInput } from './calls.ts';
import { engineWorker } from './spare.ts';

/** Another task took the worker: this one is no longer awaited. */
export class Superseded extends Error {}

/** A worker with the engine in it, made when it is first needed. */
export class EngineClient {
  #worker: Worker | undefined;
  #remote: Remote<LabEngine> | undefined;
  #abort: ((reason: Superseded) => void) | undefined;

  // All throw Superseded when another task was given before this one was done.
  readonly record: LabEngine['record'] = (input, onProgress) =>
    this.#alone((engine) => engine.record(input, onProgress && proxy(onProgress)));
  readonly expect: LabEngine['expect'] = (input) => this.#alone((engine) => engine.expect(input));
  readonly sweep: LabEngine['sweep'] = (input, onProgress) =>
    this.#alone((engine) => engine.sweep(input, proxy(onProgress)));
  readonly runAll: LabEngine['runAll'] = (inputs, onProgress) =>
    this.#alone((engine) => engine.runAll(inputs as ScenarioInput[], proxy(onProgress)));
  readonly fit: LabEngine['fit'] = (points, places) =>
    this.#alone((engine) => engine.fit(points, places));

  /** Ends what is running, and the worker. */
  stop(): void {
    this.#abort?.(new Superseded());
    this.#worker?.terminate();
    this.#worker = undefined;
    this.#abort = undefined;
  }

  async #alone<Value>(
    task: (engine: Remote<LabEngine>) => Promise<unknown>,
  ): Promise<Answer<Value>> {
    if (this.#abort !== undefined) this.stop();
    if (this.#worker === undefined) {
      this.#worker = engineWorker();
      this.#remote = wrap<LabEngine>(this.#worker);
    }
    const aborted = new Promise<Answer<Value>>((_, reject) => {
      this.#abort = reject;
    });
    const mine = this.#abort;
    try {
      return await Promise.race([
        task(this.#remote as Remote<LabEngine>) as Promise<Answer<Value>>,
        aborted,
      ]);
    } finally {
      if (this.#abort === mine) this.#abort = undefined;
    }
  }
}
