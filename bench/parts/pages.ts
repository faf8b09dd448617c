import { percentile } from '../access.ts';
import { accountOf, type Bench, LARGE, PAGE_REQUESTS } from '../bench.ts';
import { textsIndexed } from '../large-mailbox.ts';
import { lists, PageClient, WITH_TOTAL } from '../mail-page.ts';

/** Measures lists of a large INBOX and their rows, in one JMAP request each. */
export async function measurePages(bench: Bench): Promise<void> {
  const { ours, results } = bench;
  for (const [user, count] of LARGE) {
    const account = await accountOf(bench, user);
    console.log(`  filling the INBOX of ${user} with ${count} messages`);
    await ours.fillInbox(user, count);
    await textsIndexed(ours.pool);
    using client = new PageClient(ours.ports.HTTP_PORT, ours.login(user), account);
    const all = lists(await client.inbox());
    const email = await client.anyEmail();
    const stir = (n: number): Promise<void> => client.stir(email, n);
    const measured = [
      ...Object.entries(all).map(([name, query]) => ({ name, query, before: undefined })),
      { name: 'newest 50 threads and the total, counted anew', query: all[WITH_TOTAL] as object, before: stir },
    ];
    for (const { name, query, before } of measured) {
      await client.times(query, 10);
      const times = await client.times(query, PAGE_REQUESTS, before);
      for (const [part, of] of [['p50', 0.5] as const, ['p95', 0.95] as const]) {
        const what = `INBOX of ${count}, ${name}, ${part}`;
        console.log(`  ${what}: ${percentile(times, of).toFixed(1)} ms of ${times.length}`);
        results.push({ what, unit: 'ms', better: 'less', target: '', values: { [ours.name]: percentile(times, of) } });
      }
    }
  }
}
