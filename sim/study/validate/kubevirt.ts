/**
 * KubeVirt's ramp of the downtime limit (VEP 291): two times ten migrations of which means are
 * published, with the ramp and without.
 *
 * Source: kubevirt/enhancements@7ee388a, veps/sig-compute/291-dynamic-downtime-tuning/vep.md. It
 * states the guest's memory, the link, the mean dirty rate and the steps of the ramp. It does not
 * state how much memory is written, nor what the switch-over takes beside pages: see
 * `scenarios/measured/kubevirt-ramp.yaml`.
 */
import { NS_PER_SECOND } from '../../engine/kernel/unit.ts';
import { requireColumns } from '../../text/cells.ts';
import type { Table } from '../../text/csv.ts';
import { list, quote } from '../../text/suggest.ts';
import { groupBy } from '../fit/statistics.ts';
import type { Campaign, CampaignRows, MeasuredRow } from './campaign.ts';
import type { QuantityName } from './quantity.ts';
import { readRows } from './read-rows.ts';

const COLUMNS = ['case', 'metric', 'statistic', 'value', 'guest_memory_mib', 'link_mbit_s'];

/** VEP 291: 150, 300 and so on to 1050 ms, the first step 10 s after the third pass began. */
const RAMP = '{maxDowntime: 1050 ms, steps: 6, cooldownFirst: true}';

/** What a case sets; without the ramp QEMU's default limit of 300 ms holds. */
const CASES: Readonly<Record<string, MeasuredRow['settings']>> = {
  'downtime ramp': [{ path: 'vm.policy.downtimeRamp', value: RAMP }],
  'fixed downtime limit': [],
};

/** Metrics that are compared, by their names in the file, and their unit in ours. */
const METRICS: Readonly<Record<string, { quantity: QuantityName; factor: number }>> = {
  total_time: { quantity: 'totalSeconds', factor: 1 },
  downtime: { quantity: 'downtimeSeconds', factor: 1e6 / NS_PER_SECOND },
  iterations: { quantity: 'rounds', factor: 1 },
  transferred: { quantity: 'bytesSent', factor: 2 ** 20 },
};

function read(table: Table): CampaignRows {
  requireColumns(table, COLUMNS);
  const cells = readRows(table, (row, { line }) => {
    const name = row.text('case');
    if (!Object.hasOwn(CASES, name)) {
      const message = `column ${quote('case')}: ${quote(name)} is not known`;
      throw row.problem(message, `known: ${list(Object.keys(CASES))}`);
    }
    const metric = METRICS[row.text('metric')];
    const isMean = row.text('statistic') === 'mean';
    const value = row.required('value');
    const memoryMib = row.required('guest_memory_mib');
    const seconds = (memoryMib * 8 * 1.048_576) / row.required('link_mbit_s');
    return { line, name, value, seconds, metric: isMean ? metric : undefined };
  });
  const rows = [...groupBy(cells, ({ name }) => name)].map(([name, group]): MeasuredRow => {
    const measured = group.flatMap(({ metric, value }) => {
      return metric === undefined ? [] : [[metric.quantity, value * metric.factor] as const];
    });
    return {
      line: group[0].line,
      label: name,
      repetition: '1 to 10',
      kind: 'scored',
      settings: CASES[name] ?? [],
      measured: Object.fromEntries(measured),
      baseline: { totalSeconds: group[0].seconds },
      roundPages: [],
    };
  });
  return { rows, leftOut: 0 };
}

export const KUBEVIRT_CAMPAIGNS: readonly Campaign[] = [
  {
    name: 'kubevirt-ramp',
    title: 'KubeVirt with a rising downtime limit and without',
    fileName: 'kubevirt-vep291.csv',
    companions: [],
    scenario: 'measured/kubevirt-ramp.yaml',
    compared: [
      { quantity: 'totalSeconds', column: 'total_time' },
      { quantity: 'downtimeSeconds', column: 'downtime' },
      { quantity: 'rounds', column: 'iterations' },
      { quantity: 'bytesSent', column: 'transferred' },
    ],
    baseline: 'memory / link',
    read,
  },
];
