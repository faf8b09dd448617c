import { percentile } from '../access.ts';
import { accountOf, type Bench, LARGE, PAGE_REQUESTS } from '../bench.ts';
import { orders, SortingClient } from '../first-rows.ts';
import { textsIndexed } from '../large-mailbox.ts';
import { PageClient } from '../mail-page.ts';

/** Measures the first rows of a large INBOX: Postroom by one JMAP request, the peer by SORT and FETCH of IMAP. */
export async function measureFirstRows(bench: Bench): Promise<void> {
  const { ours, subjects, rounds, parts, results } = bench;
  const [user, count] = LARGE[0];
  for (const subject of subjects) {
    console.log(`  filling the INBOX of ${user} of ${subject.name} with ${count} messages`);
    if (subject !== ours || !parts.includes('page')) await subject.fillInbox(user, count);
  }
  await textsIndexed(ours.pool);
  using client = new PageClient(ours.ports.HTTP_PORT, ours.login(user), await accountOf(bench, user));
  const filter = { inMailbox: await client.inbox() };
  const requests = Math.ceil(PAGE_REQUESTS / rounds);
  for (const [name, { sort, jmap }] of Object.entries(orders)) {
    const all = new Map(subjects.map((subject) => [subject.name, [] as number[]]));
    for (let round = 0; round <= rounds; round++) {
      for (const subject of subjects) {
        const measure = async (): Promise<number[]> => {
          if (subject === ours) return client.times({ filter, sort: [jmap], limit: 50 }, requests);
          using session = await SortingClient.open(subject, user);
          return await session.times(sort, requests);
        };
        const times = await measure();
        // The first round warms up, as with SMTP.
        if (round > 0) all.get(subject.name)?.push(...times);
      }
    }
    for (const [part, of] of [['p50', 0.5] as const, ['p95', 0.95] as const]) {
      const sorted = [...all].map(([subject, times]) => [subject, times.toSorted((a, b) => a - b)] as const);
      const values = Object.fromEntries(sorted.map(([subject, times]) => [subject, percentile(times, of)]));
      results.push({
        what: `first 50 of ${count}, ${name}, ${part}`,
        unit: 'ms',
        better: 'less',
        target: '1 x',
        values,
      });
    }
  }
}
