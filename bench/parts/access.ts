import { imapFetch, loneMessages, median, percentile, pop3Download } from '../access.ts';
import { type Bench, maildrops } from '../bench.ts';
import { fillMailbox } from '../fill.ts';
import type { Subject } from '../subject.ts';

type Figures = Record<string, number>;

/** Measures what users of mail programs notice: POP3, IMAP, and how soon a message is there. */
export async function measureAccess(bench: Bench): Promise<void> {
  const { subjects, results } = bench;
  const drops = maildrops(bench.rounds);
  const first: Figures = {};
  const again: Figures = {};
  const imap: Figures = {};
  const p50: Figures = {};
  const p99: Figures = {};
  for (const subject of subjects) {
    console.log(`  filling the mailboxes of ${subject.name}`);
    for (const maildrop of drops) await fillMailbox(subject, maildrop, 2000);
    await fillMailbox(subject, 'imap', 10_000);
  }
  type Measure = (subject: Subject, round: number) => Promise<number>;
  const rounds = async (name: string, measure: Measure, values: Figures): Promise<void> => {
    const all = new Map<string, number[]>();
    for (let round = 0; round <= bench.rounds; round++) {
      for (const subject of subjects) {
        const rate = await measure(subject, round);
        console.log(`  ${name}, ${round === 0 ? 'warm-up' : `round ${round}`}: ${subject.name} ${rate.toFixed(0)}/s`);
        // The first round warms up, as with SMTP.
        if (round > 0) all.set(subject.name, [...(all.get(subject.name) ?? []), rate]);
      }
    }
    for (const [name, measured] of all) values[name] = median(measured);
  };
  const download: Measure = (subject, round) => pop3Download(subject, `pop${round}`, 2000);
  // The first maildrop warms up the programs repeatedly, until their code is compiled.
  for (let time = 0; time < 12; time++) for (const subject of subjects) await download(subject, 0);
  await rounds('first download', download, first);
  await rounds('download again', download, again);
  await rounds('FETCH', (subject) => imapFetch(subject, 'imap', 10_000), imap);
  for (const subject of subjects) {
    await loneMessages(subject, 'lone', 20);
    const times = await loneMessages(subject, 'lone', 300);
    p50[subject.name] = percentile(times, 0.5);
    p99[subject.name] = percentile(times, 0.99);
  }
  const lone = 'a lone message, end of DATA to EXISTS in IDLE';
  results.push(
    {
      what: 'POP3, first download of 2,000 messages',
      unit: 'messages/s',
      better: 'more',
      target: '1 x',
      values: first,
    },
    { what: 'POP3, the same messages again', unit: 'messages/s', better: 'more', target: '1 x', values: again },
    {
      what: 'IMAP FETCH 1:* (FLAGS ENVELOPE BODYSTRUCTURE), 10,000',
      unit: 'messages/s',
      better: 'more',
      target: '1 x',
      values: imap,
    },
    { what: `${lone}, p50`, unit: 'ms', better: 'less', target: '30 ms', values: p50 },
    { what: `${lone}, p99`, unit: 'ms', better: 'less', target: '150 ms', values: p99 },
  );
}
