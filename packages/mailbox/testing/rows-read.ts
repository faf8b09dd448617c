import type { MailboxStore } from '../index.ts';

interface Node {
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Node[];
}

/** Rows of these tables that the statements of some work look at. */
export async function rowsRead(
  store: MailboxStore,
  tables: readonly string[],
  work: (reading: MailboxStore) => Promise<unknown>,
): Promise<number> {
  let read = 0;
  const look = (node: Node): void => {
    const relation = node['Relation Name'] ?? '';
    if (tables.some((table) => relation.startsWith(table)))
      read += (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
    node.Plans?.forEach(look);
  };
  const explaining = {
    async query(query: { text: string; values: unknown[] }) {
      const { rows } = await store.pool.query(`explain (analyze, format json) ${query.text}`, query.values);
      look(rows[0]['QUERY PLAN'][0].Plan);
      return store.pool.query(query);
    },
  };
  await work({ ...store, pool: explaining as unknown as MailboxStore['pool'] });
  return read;
}
