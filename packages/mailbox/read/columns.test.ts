import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COLUMNS, type ColumnName, columnBits, wantedColumns } from './columns.ts';

test('statements with different columns have different names', () => {
  const names = Object.keys(COLUMNS) as ColumnName[];
  const sets = [names, ...names.map((name) => [name]), ...names.map((name) => names.filter((each) => each !== name))];
  const bits = sets.map((set) => columnBits(wantedColumns(Object.fromEntries(set.map((name) => [name, true])))));
  assert.equal(new Set(bits).size, sets.length);
  // The longest text around it in a statement's name.
  assert.ok(`packed-range-whole-${bits[0]}-shared`.length <= 63);
});
