import type { MailboxStore } from '../index.ts';

export interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

/** Rows of these tables that the statements of some work look at. */
export async function rowsRead(
  store: MailboxStore,
  tables: readonly string[],
  work: (reading: MailboxStore) => Promise<unknown>,
): Promise<number> {
  const nodes = await nodesRun(store, work);
  return nodes
    .filter(({ 'Relation Name': relation = '' }) => tables.some((table) => relation.startsWith(table)))
    .map((node) => (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'])
    .reduce((sum, rows) => sum + rows, 0);
}

/** What the statements of some work are made of, as they ran. */
export async function nodesRun(
  store: MailboxStore,
  work: (reading: MailboxStore) => Promise<unknown>,
): Promise<PlanNode[]> {
  const nodes: PlanNode[] = [];
  const look = (node: PlanNode): void => {
    nodes.push(node);
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
  return nodes;
}
