import type { MailboxStore } from '../index.ts';

export interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

/** Returns how many rows of these tables the statements of `work` read. */
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

/** Returns the plan nodes of all statements of `work`, as they were executed. */
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
