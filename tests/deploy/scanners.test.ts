// Checks the configuration of the rspamd and clamd containers with these programs and against our settings.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtempDisposable, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '@postroom/launch';
import { loadConfig } from '@postroom/service';
import { findProgram, Wire } from '@postroom/testkit';
import Type from 'typebox';
import { scanningConfig } from '../../packages/intake/scanning/config.ts';
import { eventually } from '../support/eventually.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const defaults = loadConfig(Type.Object(scanningConfig), {});
const skipWithout = (name: string): { skip?: string } => {
  const found = findProgram(name);
  return 'skip' in found ? found : {};
};

test('Compose and Kubernetes give the scanners the same files', async () => {
  for (const scanner of ['rspamd', 'clamav']) {
    const [here, there] = [join(root, 'deploy', scanner), join(root, 'k8s/components/scanners', scanner)];
    assert.deepEqual((await readdir(here)).sort(), (await readdir(there)).sort());
    for (const name of await readdir(here)) {
      // This file only concerns the web interface, which is reachable only on this machine.
      if (name === 'worker-controller.inc') continue;
      assert.equal(await readFile(join(here, name), 'utf8'), await readFile(join(there, name), 'utf8'), name);
    }
  }
});

test('clamd accepts the sizes we send and times out before we do', async () => {
  const text = await readFile(join(root, 'deploy/clamav/clamd.conf'), 'utf8');
  const setting = (name: string): number => Number(new RegExp(`^${name} (\\d+)M?$`, 'm').exec(text)?.[1]);
  for (const name of ['StreamMaxLength', 'MaxFileSize', 'MaxScanSize']) {
    assert.ok(setting(name) * 1024 * 1024 > defaults.SCAN_MAX_BYTES * 1.1, name);
  }
  assert.ok(setting('MaxScanTime') < defaults.SCAN_SECONDS * 1000);
});

test('clamd starts with its configuration file', skipWithout('clamd'), async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'clamd-'));
  const port = await freePort();
  const text = await readFile(join(root, 'deploy/clamav/clamd.conf'), 'utf8');
  const here = text
    .replaceAll('/var/lib/clamav', folder.path)
    .replaceAll('/tmp/clamd.sock', join(folder.path, 'clamd.sock'))
    .replace('TCPSocket 3310', `TCPSocket ${port}`);
  await writeFile(join(folder.path, 'test.ndb'), 'Test:0:*:deadbeefdeadbeef\n');
  await writeFile(join(folder.path, 'clamd.conf'), here);
  const found = findProgram('clamd') as { path: string };
  const stop = new AbortController();
  const running = run(found.path, ['--config-file', join(folder.path, 'clamd.conf')], { signal: stop.signal });
  running.catch(() => {});
  try {
    await using wire = await Promise.race([
      eventually('clamd answers', () => Wire.connect({ port }), 60_000),
      running.then(({ stdout }) => assert.fail(stdout)),
    ]);
    await wire.send('zPING\0');
    assert.equal((await wire.readBytes(5)).toString(), 'PONG\0');
  } finally {
    stop.abort();
    await running.catch(() => {});
  }
});

test('freshclam and sh accept our configuration and start script', skipWithout('freshclam'), async () => {
  const file = join(root, 'deploy/clamav/freshclam.conf');
  assert.match((await run('freshclam', ['--config-file', file, '--version'])).stdout, /^ClamAV/);
  await run('sh', ['-n', join(root, 'deploy/clamav/start.sh')]);
});

const MAIN = '/etc/rspamd/rspamd.conf';

/** Returns our files as rspamd's local configuration, with the password of the volume; undefined where rspamd is not installed. */
async function localConfiguration() {
  if (!existsSync(MAIN)) return undefined;
  const folder = await mkdtempDisposable(join(tmpdir(), 'rspamd-'));
  const local = join(folder.path, 'local.d');
  await mkdir(local);
  await cp(join(root, 'deploy/rspamd'), local, { recursive: true });
  await writeFile(join(folder.path, 'controller.inc'), 'password = "made by setup";\n');
  const controller = join(local, 'worker-controller.inc');
  const text = await readFile(controller, 'utf8');
  await writeFile(controller, text.replace('/run/secrets/rspamd', folder.path));
  return {
    rspamadm: (command: string, ...more: string[]) =>
      run('rspamadm', [`--var=LOCAL_CONFDIR=${folder.path}`, command, '-c', MAIN, ...more]),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

test('rspamd accepts its configuration files', skipWithout('rspamadm'), async (context) => {
  await using configuration = await localConfiguration();
  if (!configuration) return context.skip(`there is no ${MAIN} here`);
  const { rspamadm } = configuration;
  assert.match((await rspamadm('configtest')).stdout, /syntax OK/);
  const { stdout: workers } = await rspamadm('configdump', 'worker');
  assert.match(workers, /password = "made by setup";/);
  assert.doesNotMatch(workers, /password = "q1";/);
  assert.match(workers, /rspamd_proxy \{[^*]*enabled = false;/);
  const { stdout: headers } = await rspamadm('configdump', 'milter_headers', 'redis');
  assert.match(headers, /"authentication-results"/);
  assert.match(headers, /servers = "rspamd-redis:6379";/);
});

test(
  'rspamd signs mail of a logged-in user, and nothing because of its sender address alone',
  skipWithout('rspamadm'),
  async (context) => {
    await using configuration = await localConfiguration();
    if (!configuration) return context.skip(`there is no ${MAIN} here`);
    const { stdout: signing } = await configuration.rspamadm('configdump', 'dkim_signing');
    assert.match(signing, /sign_authenticated = true;/);
    assert.match(signing, /sign_inbound = false;/);
    assert.doesNotMatch(signing, /(sign_local|allow_hdrfrom_mismatch|allow_username_mismatch) = true;/);
    assert.match((await configuration.rspamadm('configdump', 'arc')).stdout, /sign_local = false;/);
  },
);
