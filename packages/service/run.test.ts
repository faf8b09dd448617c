import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

const module = JSON.stringify(new URL('./run.ts', import.meta.url).href);
const service = `const { run } = await import(${module});
  await run({ name: 'smtp-ingress', config: {}, async start({ stack, log }) {
    const work = setInterval(() => {}, 1000);
    stack.defer(() => { clearInterval(work); log.info('work is finished'); });
  } });`;

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  test(`${signal} lets a service finish its current work`, async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', service], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {},
    });
    const said: string[] = [];
    for await (const line of createInterface(child.stdout)) {
      said.push(JSON.parse(line).msg);
      if (said.at(-1) === 'ready') child.kill(signal);
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    assert.deepEqual([child.exitCode, said], [0, ['ready', 'stopping', 'work is finished', 'stopped']]);
  });
}
