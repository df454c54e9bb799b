/** Tables as text: what is read, what is refused and on which line, what is written. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { numberColumn, readCsv, writeCsv } from '../../../sim/text/csv.ts';
import { mistakesOf } from '../../support/mistakes.ts';

const read = (text: string) => readCsv(text, 'curve.csv');

describe('reading', () => {
  test('a row knows its line; comments, blank lines and the byte order mark are skipped', () => {
    const table = read('\ufeff# measured\r\n\r\ncap, time\r\n10,100\r\n# later\r\n20 , 50\r\n');
    expect(table.columns).toEqual(['cap', 'time']);
    expect(table.rows).toEqual([
      { line: 4, cells: ['10', '100'] },
      { line: 6, cells: ['20', '50'] },
    ]);
  });

  test('a quoted cell may hold commas, quotes, # and line breaks', () => {
    const table = read('name,time\n"a, ""b""\nc",1\n"#3",2\nd # e,3\n');
    expect(table.rows).toEqual([
      { line: 2, cells: ['a, "b"\nc', '1'] },
      { line: 4, cells: ['#3', '2'] },
      { line: 5, cells: ['d # e', '3'] },
    ]);
  });

  test('a file of a header only has no rows', () => {
    expect(read('cap,time').rows).toEqual([]);
  });

  test.each<[string, string, string]>([
    ['nothing', '', 'curve.csv: the file is empty (the first line names the columns)'],
    ['comments', '# a\n\n', 'curve.csv: the file is empty (the first line names the columns)'],
    [
      'a short row',
      'cap,time\n10,100\n# c\n20\n',
      'curve.csv:4: the header has 2 cells, this record 1 (put a cell that holds a comma',
    ],
    [
      'a long row',
      'cap,time\n10,100,5\n',
      'curve.csv:2: the header has 2 cells, this record 3 (put a cell that holds a comma',
    ],
    [
      'an open quote',
      'cap,time\n10,100\n# é\n\n20,"50\n30,40\n',
      'curve.csv:5: a quote opens in this record and is never closed',
    ],
    ['an open quote in the header', '"cap', 'curve.csv:1: a quote opens in this record and is'],
    ['a name twice', '# c\ncap,time,cap\n', 'curve.csv:2: two columns are named `cap`'],
    ['no name', 'cap,,time\n', 'curve.csv:1: column 2 has no name'],
    ['semicolons', 'cap;time\n1;2\n', 'curve.csv:1: the columns are separated by `;` (separate'],
    ['a quote within', 'cap,time\n1,2"3\n', 'curve.csv:2: Invalid Opening Quote'],
    ['text after a quote', 'cap,time\n1,"2"3\n', 'curve.csv:2: Invalid Closing Quote'],
  ])('%s is refused with its line', (_, text, expected) => {
    const mistakes = mistakesOf(() => read(text));
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toContain(expected);
  });
});

describe('a column of numbers', () => {
  test('takes decimals, exponents, signs and percent', () => {
    const table = read('a\n10 %\n20%\n-1.5\n+.5\n1e3\n2.\n');
    expect(numberColumn(table, 'a')).toEqual([10, 20, -1.5, 0.5, 1000, 2]);
  });

  test('an unknown name is answered with the nearest known one', () => {
    const table = read('cap,time\n1,2\n');
    expect(mistakesOf(() => numberColumn(table, 'tmie'))).toEqual([
      'curve.csv: no column `tmie` (did you mean `time`?)',
    ]);
    expect(mistakesOf(() => numberColumn(table, 'xyz'))).toEqual([
      'curve.csv: no column `xyz` (known: `cap`, `time`)',
    ]);
  });

  test('every cell that is no number is reported with its line', () => {
    const table = read('cap,time\n10,5 s\n20,\n30,"1,5"\n40,1e999\n50,0x10\n60,7\n');
    expect(mistakesOf(() => numberColumn(table, 'time'))).toEqual([
      'curve.csv:2: column `time`: `5 s` is not a number',
      'curve.csv:3: column `time`: the cell is empty',
      'curve.csv:4: column `time`: `1,5` is not a number',
      'curve.csv:5: column `time`: `1e999` is too large',
      'curve.csv:6: column `time`: `0x10` is not a number',
    ]);
  });
});

describe('writing', () => {
  test('quotes only what needs it and shows numbers in full', () => {
    const rows = [
      ['plain', 0.1],
      ['a,b', 1e21],
      ['say "x"', -0.30000000000000004],
      ['#1', 5],
      ['', 0],
    ];
    expect(writeCsv(['name', 'value'], rows)).toBe(
      'name,value\nplain,0.1\n"a,b",1e+21\n"say ""x""",-0.30000000000000004\n"#1",5\n"",0\n',
    );
  });

  test('a row of another length is our own fault', () => {
    expect(() => writeCsv(['a', 'b'], [[1]])).toThrow('as many cells as the header');
  });

  test('a text that a spreadsheet would compute is marked, a number is not', () => {
    const cells = ['=1+1', '-x', '+5 us', '@a', "'=1", '-5', '+1e3', "'a", 'a=b', -5];
    const text = writeCsv(
      ['a'],
      cells.map((cell) => [cell]),
    );
    const lines = ["'=1+1", "'-x", "'+5 us", "'@a", "''=1", '-5', '+1e3', "'a", 'a=b', '-5'];
    expect(text.trimEnd().split('\n').slice(1)).toEqual(lines);
  });

  test('what is written reads back as it was', () => {
    const cell = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom(...'a ",#\r\n\t\ufeff') }),
      fc.string({ unit: fc.constantFrom(..."='+-@1% ") }),
    );
    const rows = fc.array(
      fc.tuple(cell, cell, fc.double({ noNaN: true, noDefaultInfinity: true })),
    );
    fc.assert(
      fc.property(rows, (cells) => {
        const table = read(writeCsv(['a', 'b', 'n'], cells));
        expect(table.rows.map((row) => row.cells.slice(0, 2))).toEqual(
          cells.map((row) => row.slice(0, 2)),
        );
        expect(numberColumn(table, 'n')).toEqual(cells.map(([, , value]) => value + 0));
      }),
    );
  });
});
