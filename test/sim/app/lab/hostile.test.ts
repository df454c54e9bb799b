/** Texts of a scenario file show as text, whatever is in them. */
import { expect, test } from 'vitest';
import { visible } from '../../../../sim/text/visible.ts';
import { openFile, settled, sharedLab } from '../../../support/lab-browser.ts';
import { describeWhere, whyNoChromium } from '../../../support/needs.ts';

const HOSTILE = [
  '<script>document.title = "owned"</script>',
  '<img src=x onerror="document.title = 1">',
  `"quotes" and 'quotes' & &amp; </style></script>`,
  'right to left: \u202eabc\u202c \u05d0\u05d1\u05d2',
  'x'.repeat(10_000),
];

/** Longer than any line. */
const GUEST = 'g'.repeat(300);

const browser = sharedLab();

describeWhere(whyNoChromium(), 'a scenario file', () => {
  test('shows any text as it is, and the page keeps its width', async () => {
    const page = await browser.open('', { viewport: { width: 768, height: 900 } });
    await settled(page);
    for (const text of HOSTILE) {
      const scenario = JSON.stringify({
        title: text,
        hosts: { a: {}, b: {} },
        guests: { [GUEST]: { host: 'a', memory: '64 MiB', labels: { [text]: text } } },
        migrations: [{ guest: GUEST, to: 'b' }],
      });
      await openFile(page, scenario);
      expect(await page.locator('.side h2 bdi').textContent()).toBe(visible(text));
      expect(await page.title()).toBe('precopy lab');
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect([text, overflow]).toEqual([text, 0]);
      expect(browser.errors).toEqual([]);
    }
  });
});
