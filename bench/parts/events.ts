import type { Bench } from '../bench.ts';
import { waitingSources } from '../event-sources.ts';

const SOURCES = Number(process.env.BENCH_SOURCES ?? 10_000);

/** Measures JMAP clients that wait for events while nothing happens. */
export async function measureEvents(bench: Bench): Promise<void> {
  const { ours, results } = bench;
  const pid = ours.processes().find(({ name }) => name === 'web-access')?.pid ?? 0;
  const { kibEach, transactionsBefore, transactions } = await waitingSources(
    ours.pool,
    ours.ports.HTTP_PORT,
    pid,
    SOURCES,
  );
  const waiting = `${SOURCES} waiting event sources`;
  const figures = [
    { what: `${waiting}, each`, unit: 'KiB', target: '40 KB', value: kibEach },
    { what: `transactions without ${waiting}`, unit: '/s', target: '', value: transactionsBefore },
    { what: `transactions with ${waiting}`, unit: '/s', target: '', value: transactions },
  ];
  for (const { value, ...figure } of figures)
    results.push({ ...figure, better: 'less', values: { [ours.name]: value } });
}
