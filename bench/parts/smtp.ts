import { median } from '../access.ts';
import type { Bench } from '../bench.ts';
import { cpuSeconds } from '../cpu.ts';
import { type Load, smtpToMailbox } from '../smtp-to-mailbox.ts';
import type { Subject } from '../subject.ts';

/** Rounds before those that count: a server runs for weeks, but V8 compiles during the first ten thousand messages (docs/performance.md). */
const WARM_UP = 2;

export interface NamedLoad {
  readonly name: string;
  readonly target: string;
  readonly load: Load;
}

const LOADS: readonly NamedLoad[] = [
  { name: '4 KiB, 100 sessions', target: '9 x', load: { messages: 4000, sessions: 100, bytes: 4096, recipients: 1 } },
  { name: '4 KiB, 20 sessions', target: '6 x', load: { messages: 3000, sessions: 20, bytes: 4096, recipients: 1 } },
  { name: '64 KiB, 20 sessions', target: '4 x', load: { messages: 1500, sessions: 20, bytes: 65_536, recipients: 1 } },
  {
    name: '10 recipients, 20 sessions',
    target: '3 x',
    load: { messages: 600, sessions: 20, bytes: 4096, recipients: 10 },
  },
];

/** Measures how fast mail comes from SMTP into mailboxes. */
export async function measureSmtp(bench: Bench): Promise<void> {
  for (const load of LOADS) await measureLoad(bench, bench.subjects, load);
}

/** Alternates the subjects after the warm-up rounds, so that other load on the machine affects both alike. */
export async function measureLoad(
  { rounds, results, cpu }: Bench,
  subjects: readonly Subject[],
  { name, target, load }: NamedLoad,
): Promise<void> {
  const rates = new Map<string, number[]>();
  for (let round = 1 - WARM_UP; round <= rounds; round++) {
    for (const subject of subjects) {
      const before = cpuSeconds(subject);
      const rate = await smtpToMailbox(subject, load);
      console.log(`  ${name}, ${round < 1 ? 'warm-up' : `round ${round}`}: ${subject.name} ${rate.toFixed(0)}/s`);
      if (round < 1) continue;
      rates.set(subject.name, [...(rates.get(subject.name) ?? []), rate]);
      if (round < rounds) continue;
      cpu[name] ??= {};
      cpu[name][subject.name] = Object.fromEntries(
        [...cpuSeconds(subject)].map(([process, seconds]) => [
          process,
          ((seconds - (before.get(process) ?? 0)) * 1000) / load.messages,
        ]),
      );
    }
  }
  results.push({
    what: `SMTP to mailbox, ${name}`,
    unit: 'messages/s',
    better: 'more',
    target,
    values: Object.fromEntries([...rates].map(([subject, values]) => [subject, median(values)])),
  });
}
