import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ProcessSpec, SupervisedProcess } from './process.ts';

/** Returns a process that runs this JavaScript and is ready once it has printed "ready". */
function script(code: string, more: Partial<ProcessSpec> = {}) {
  const said: string[] = [];
  const events: string[] = [];
  let ready = false;
  const spec = { name: 'it', command: process.execPath, args: ['-e', code], env: process.env, ...more };
  const one = new SupervisedProcess(
    { isReady: async () => ready, ...spec },
    {
      line: (_, text) => {
        said.push(text);
        if (text === 'ready') ready = true;
      },
      event: (_, text) => events.push(text),
    },
  );
  return { one, said, events };
}

test('a process that exits before it is ready fails the start, with its last lines', async () => {
  const { one } = script('console.log("no database"); process.exit(3)');
  await assert.rejects(
    one.start(),
    /it ended with exit code 3 before it became ready\. Its last lines:\n {2}no database/,
  );
});

test('a process that never becomes ready fails the start and is stopped', async () => {
  const { one } = script('setInterval(() => {}, 1000)', { readyWithin: 300 });
  await assert.rejects(one.start(), /is not ready after 0\.3 s/);
  await one.stop();
  assert.equal(one.pid, undefined);
});

test('a missing program is reported as such', async () => {
  const { one } = script('', { command: '/nonexistent/program' });
  await assert.rejects(one.start(), /cannot run \/nonexistent\/program/);
});

test('a crashed process is restarted, and the restart is reported', async () => {
  const { one, events } = script('console.log("ready"); setInterval(() => {}, 1000)', { restart: true });
  await one.start();
  const before = one.pid;
  one.kill('SIGKILL');
  while (!events.includes('is running again')) await sleep(20);
  assert.notEqual(one.pid, before);
  assert.deepEqual(events, ['was ended by SIGKILL; restarting in 1 s', 'is running again']);
  await one.stop();
  assert.equal(events.length, 2);
});

test('a stopped process stays stopped, even if it was about to be restarted', async () => {
  const { one, events } = script('console.log("ready"); setTimeout(() => process.exit(1), 50)', { restart: true });
  await one.start();
  await one.exited;
  await one.stop();
  await sleep(1_200);
  assert.equal(one.pid, undefined);
  assert.deepEqual(events, ['ended with exit code 1; restarting in 1 s']);
});

test('a process that ignores the stop signal is killed after its time', async () => {
  const { one, events } = script('process.on("SIGTERM", () => {}); console.log("ready"); setInterval(() => {}, 1000)', {
    stopWithin: 200,
  });
  await one.start();
  await one.stop();
  assert.deepEqual(events, ['did not stop within 0.2 s: killed']);
});

test('a process with a channel learns that its supervisor was killed', async () => {
  const child = `process.on('disconnect', () => { require('fs').writeSync(2, 'gone'); process.exit() });
    require('fs').writeSync(2, 'ready\\n'); setInterval(() => {}, 1000)`;
  const supervisor = `const { SupervisedProcess } = await import(${JSON.stringify(new URL('./process.ts', import.meta.url).href)});
    let ready = false;
    const one = new SupervisedProcess(
      { name: 'it', command: process.execPath, args: ['-e', ${JSON.stringify(child)}], env: process.env, channel: true, isReady: async () => ready },
      { line: () => { ready = true } });
    await one.start();
    console.log(one.pid);`;
  const running = spawn(process.execPath, ['--input-type=module', '-e', supervisor], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [data] = (await once(running.stdout, 'data')) as [Buffer];
  const pid = Number(data.toString());
  running.kill('SIGKILL');
  const isAlive = () => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  for (let tries = 0; isAlive() && tries < 500; tries++) await sleep(20);
  assert.equal(isAlive(), false);
});
