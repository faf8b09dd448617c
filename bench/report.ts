import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import type { Bench } from './bench.ts';

/** Prints all results, and writes them to data/bench.json. */
export async function report({ ours, subjects, rounds, results, cpu, costs }: Bench): Promise<void> {
  const peer = subjects[1]?.name;
  const machine = `${cpus().length} x ${cpus()[0]?.model}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version}`;
  console.log(`\nMedians of ${rounds} alternating rounds; ${machine}\n`);
  console.log(`| what | Postroom | ${peer ?? '-'} | ratio | wanted |\n|---|---|---|---|---|`);
  for (const { what, unit, better, target, values } of results) {
    const [mine, theirs] = [values[ours.name] ?? Number.NaN, peer === undefined ? undefined : values[peer]];
    const ratio = theirs === undefined ? '' : `${(better === 'more' ? mine / theirs : theirs / mine).toFixed(1)} x`;
    const shown = (value: number | undefined): string =>
      value === undefined ? '' : `${value < 100 ? value.toFixed(1) : value.toFixed(0)} ${unit}`;
    console.log(`| ${what} | ${shown(mine)} | ${shown(theirs)} | ${ratio} | ${target} |`);
  }
  for (const [load, bySubject] of Object.entries(cpu)) {
    console.log(`\nCPU seconds per 1,000 messages, ${load}`);
    for (const [subject, processes] of Object.entries(bySubject)) {
      const parts = Object.entries(processes).map(([process, seconds]) => `${process} ${seconds.toFixed(2)}`);
      console.log(`  ${subject}: ${parts.join(', ')}`);
    }
  }
  if (costs.length > 0) console.log('\nWhat each check takes of a mail, one mail after the other');
  for (const [check, ms] of costs) console.log(`  ${check.padEnd(24)} ${ms.toFixed(3)} ms`);
  await mkdir('data', { recursive: true });
  const file = 'data/bench.json';
  await writeFile(file, `${JSON.stringify({ date: new Date(), machine, rounds, results, cpu, costs }, null, 2)}\n`);
  console.log(`\nWritten to ${file}`);
}
