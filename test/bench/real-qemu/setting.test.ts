/** Settings from a table: defaults, what switches what on, and mistakes. */
import { describe, expect, it } from 'vitest';
import { openCampaign, readSettings } from '../../../bench/real-qemu/setting.ts';
import { readCsv } from '../../../sim/text/csv.ts';

const settingsOf = (text: string) => readSettings(readCsv(text, 'plan.csv'));
const HEAD = 'campaign,setting,mem_mib,bw_mib_s,limit_ms';
const ONE = `${HEAD},rate_pps,ws_mib\nqemu-dirty-rate,7,128,32,300,1000,16\n`;

describe('settings', () => {
  it('have defaults, in the cells of the results too', () => {
    const [setting] = settingsOf(ONE);
    expect(setting).toMatchObject({
      campaign: 'qemu-dirty-rate',
      number: 7,
      guest: { memoryMib: 128, zeroLayout: 'scatter', pattern: 'sequential', workingSetAt: 'low' },
      autoConverge: undefined,
      postCopy: undefined,
      cancelSeconds: 60,
    });
    expect(setting?.cells.join()).toBe('128,32,300,0,scatter,1000,16,low,sequential,,,,,,,,,,');
  });

  it('switch on what their columns name', () => {
    const columns = 'auto_converge,ac_initial,postcopy_after_s,xbzrle,multifd';
    const [setting] = settingsOf(`${HEAD},${columns}\nx,1,128,32,300,1,40,2,1,4\n`);
    expect(setting).toMatchObject({
      autoConverge: { initial: 40, increment: 10 },
      postCopy: { afterSeconds: 2, mibPerSecond: 0 },
      xbzrleCacheMib: 64,
      multifdChannels: 4,
    });
  });

  it.each([
    ['mem_mib,bw_mib_s', '64,32', 'no column `limit_ms`'],
    ['mem_mib,bw_mib_s,limit_ms', '4096,32,300', 'plan.csv:2: column `mem_mib`: not a size'],
    ['mem_mib,bw_mib_s,limit_ms', '64,,300', 'plan.csv:2: column `bw_mib_s`: the cell is empty'],
    ['mem_mib,bw_mib_s,limit_ms,pattern', '64,32,300,both', '`both` is not known'],
    ['mem_mib,bw_mib_s,limit_ms,zero_pct', '64,32,300,101', '`zero_pct` is above 100'],
    ['mem_mib,bw_mib_s,limit_ms,rate_pps,ws_mib', '64,32,300,9,60', 'here it takes 1 to 59 MiB'],
  ])('%s: %s is a mistake', (columns, cells, message) => {
    expect(() => settingsOf(`campaign,setting,${columns}\nx,1,${cells}\n`)).toThrow(message);
  });

  it('are shipped, and no other name is', () => {
    expect(openCampaign('small')).toHaveLength(6);
    const names = new Set(openCampaign('all').map(({ campaign }) => campaign));
    expect(names.size).toBe(7);
    expect(() => openCampaign('none')).toThrow('none: ');
  });
});
