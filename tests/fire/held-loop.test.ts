import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { meanwhile } from '../support/meanwhile.ts';
import { ServiceWatch, WATCHED } from '../support/service-watch.ts';

/** A service that does the CPU work that each line describes, in steps between which it serves other lines, and then answers. */
const SERVICE = `
  const spend = (ms) => {
    const used = () => process.threadCpuUsage().user + process.threadCpuUsage().system;
    for (const end = used() + ms * 1000; used() < end; );
  };
  const work = (steps, ms) => {
    if (steps === 0) return console.log('done');
    spend(ms);
    setImmediate(work, steps - 1, ms);
  };
  require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
    const [steps, ms] = line.split(' ').map(Number);
    if (steps > 0) work(steps, ms);
    else console.log('answer');
  });`;

const service = spawn(process.execPath, ['-e', SERVICE], {
  stdio: ['pipe', 'pipe', 'inherit'],
  env: { ...process.env, ...WATCHED },
});
after(() => service.kill());
const lines = createInterface({ input: service.stdout });
const waiting: Record<string, () => void> = {};
lines.on('line', (word) => waiting[word]?.());

/** Sends a line and waits for the word that answers it. */
function ask(line: string, word: string): Promise<void> {
  return new Promise((resolve) => {
    waiting[word] = resolve;
    service.stdin.write(`${line}\n`);
  });
}

const watch = new ServiceWatch(service.pid);
const longestDuring = async (work: string): Promise<number> =>
  (
    await meanwhile(
      watch,
      () => ask('0 0', 'answer'),
      () => ask(work, 'done'),
    )
  ).longestMs;

test('an event loop that is blocked for 150 ms is detected', async () => {
  const held = await longestDuring('1 150');
  assert.ok(held > 140, `${held}`);
});

test('a process that works longer but yields in between is not reported as blocked, even on a busy machine', async () => {
  const busy = [0, 1].map(() => spawn(process.execPath, ['-e', 'for (;;);']));
  const held = await longestDuring('60 5').finally(() => {
    for (const process of busy) process.kill('SIGKILL');
  });
  assert.ok(held < 50, `${held}`);
});
