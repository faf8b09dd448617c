import { median } from '../access.ts';
import type { Bench } from '../bench.ts';
import { type Greetings, greetings } from '../greetings.ts';

/** Measures connections that come at a steady rate and stay: the time to the greeting, and the memory of all. */
export async function measureGreetings(bench: Bench): Promise<void> {
  const rounds: Greetings[] = [];
  for (let round = 0; round <= bench.rounds; round++) {
    const found = await greetings(bench.ours, round === 0 ? 500 : 5_000, 500);
    const { medianMs, p99Ms, memory } = found;
    console.log(
      `  greetings, round ${round}: ${medianMs.toFixed(0)} ms, p99 ${p99Ms.toFixed(0)} ms; ${memory.toFixed(0)} MiB`,
    );
    if (round > 0) rounds.push(found);
  }
  const add = (what: string, unit: string, target: string, of: (one: Greetings) => number) =>
    bench.results.push({ what, unit, better: 'less', target, values: { Postroom: median(rounds.map(of)) } });
  add('greeting at 500 connections a second, p99', 'ms', '150', ({ p99Ms }) => p99Ms);
  add('5,000 open SMTP connections, smtp-ingress', 'MiB', '400', ({ memory }) => memory);
}
