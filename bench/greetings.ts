import { setTimeout as sleep } from 'node:timers/promises';
import { residentMemory } from './cpu.ts';
import { LineClient } from './line-client.ts';
import type { Subject } from './subject.ts';

export interface Greetings {
  /** Milliseconds from the call to connect to the 220. */
  readonly medianMs: number;
  readonly p99Ms: number;
  /** MiB of smtp-ingress while all connections are open and have sent EHLO. */
  readonly memory: number;
}

const SLICE_MS = 20;

/** Opens SMTP connections at a steady rate, without waiting for greetings, and leaves them open. */
export async function greetings(subject: Subject, count: number, aSecond: number): Promise<Greetings> {
  const clients: LineClient[] = [];
  const times: number[] = [];
  const opening: Promise<void>[] = [];
  try {
    const began = performance.now();
    while (opening.length < count) {
      const due = Math.min(count, Math.ceil(((performance.now() - began) / 1000) * aSecond));
      while (opening.length < due) opening.push(open());
      await sleep(SLICE_MS);
    }
    await Promise.all(opening);
    for (let at = 0; at < count; at += 100)
      await Promise.all(clients.slice(at, at + 100).map((client) => client.ask('EHLO bench.test\r\n', '250 ')));
    const pid = subject.processes().find(({ name }) => name === 'smtp-ingress')?.pid ?? 0;
    times.sort((one, other) => one - other);
    const at = (share: number): number => times[Math.floor(times.length * share)] ?? Number.NaN;
    return { medianMs: at(0.5), p99Ms: at(0.99), memory: residentMemory(pid) };
  } finally {
    for (const client of clients) client[Symbol.dispose]();
  }

  async function open(): Promise<void> {
    const from = performance.now();
    clients.push(await LineClient.open(subject.smtpPort, '220 '));
    times.push(performance.now() - from);
  }
}
