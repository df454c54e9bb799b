/** What the tests of batches simulate. */

/** A guest whose migration takes milliseconds to simulate, with a sweep. */
export function quickSweep(sweep: string): string {
  return `title: Quick
hosts: {a: {}, b: {}}
guests:
  vm: {host: a, memory: 4 MiB, workload: {kind: write, rate: 900 pages/s, workingSet: 1 MiB}}
migrations: [{guest: vm, to: b, transport: {pageTime: 65 us}}]
sweep: {${sweep}}
`;
}
