import { pad, printable, width } from './text.ts';

export interface Column<Row> {
  readonly name: string;
  readonly of: (row: Row) => string;
  readonly align?: 'left' | 'right';
}

/** Returns rows under their headings, every column as wide as its widest cell. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = rows.map((row) => columns.map(({ of }) => printable(of(row))));
  const widths = columns.map(({ name }, at) =>
    cells.reduce((most, line) => Math.max(most, width(line[at] ?? '')), width(name)),
  );
  const lines = [columns.map(({ name }) => name), ...cells].map((line) =>
    columns
      .map(({ align }, at) => pad(line[at] ?? '', widths[at] ?? 0, align))
      .join('  ')
      .trimEnd(),
  );
  return lines.join('\n');
}

/** Returns `name  value` lines with the values in one column. */
export function facts(entries: readonly (readonly [name: string, value: string])[], indent = ''): string {
  const columns = Math.max(...entries.map(([name]) => width(name)));
  return entries.map(([name, value]) => `${indent}${pad(name, columns)}  ${printable(value)}`.trimEnd()).join('\n');
}
