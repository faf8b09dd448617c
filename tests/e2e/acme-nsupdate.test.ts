import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { createResolver } from '@postroom/dns';
import { freePorts, SupervisedProcess } from '@postroom/launch';
import { findProgram } from '@postroom/testkit';

// The program from docs/operations.md changes a zone of a real BIND, exactly as it stands there.

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const named = findProgram('named');
const nsupdate = findProgram('nsupdate');
const skip = ('skip' in named && named.skip) || ('skip' in nsupdate && nsupdate.skip);

test('the nsupdate hook of the documentation adds TXT records, and removes each separately', {
  skip,
  timeout: 120_000,
}, async () => {
  if ('skip' in named) return;
  const folder = await mkdtemp(join(tmpdir(), 'named-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const [port] = (await freePorts(1)) as [number];
  const { stdout: key } = await promisify(execFile)('tsig-keygen', ['postroom']);
  await writeFile(join(folder, 'hook.key'), key);
  await writeFile(join(folder, 'zone'), '@ 60 SOA ns hostmaster 1 60 60 60 60\n@ 60 NS ns\nns 60 A 127.0.0.1\n');
  await writeFile(
    join(folder, 'named.conf'),
    `options { directory "${folder}"; pid-file none; session-keyfile "${folder}/session.key"; recursion no; dnssec-validation no;
       listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; }; notify no; };
     controls { }; include "${folder}/hook.key";
     zone "example.org" { type primary; file "${folder}/zone";
       update-policy { grant postroom name _acme-challenge.example.org TXT; }; };`,
  );
  const resolver = createResolver({ servers: `127.0.0.1:${port}`, cacheEntries: 0, tryMs: 200, totalMs: 1000 });
  const server = new SupervisedProcess({
    name: 'named',
    command: named.path,
    args: ['-g', '-c', join(folder, 'named.conf')],
    env: { PATH: '/usr/bin:/bin' },
    isReady: async () => (await resolver.a('ns.example.org')).kind === 'found',
  });
  await server.start();
  stack.use(server);

  const guide = await readFile(join(import.meta.dirname, '../../docs/operations.md'), 'utf8');
  const script = /```sh\n(#!\/bin\/sh\n# present\|cleanup[\s\S]*?)```/.exec(guide)?.[1] ?? '';
  const path = join(folder, 'hook');
  const here = script.replace('/etc/postroom/dns-hook.key', join(folder, 'hook.key'));
  await writeFile(path, here.replace('ns1.example.org', `127.0.0.1 ${port}`), { mode: 0o755 });
  const run = (...args: string[]) => promisify(execFile)(path, args, { env: { PATH: '/usr/bin:/bin' } });
  const name = '_acme-challenge.example.org';
  const shown = async () => {
    const answer = await resolver.txt(name);
    return answer.kind === 'found' ? answer.records.toSorted() : [];
  };
  await run('present', name, '-one');
  await run('present', name, 'two');
  assert.deepEqual(await shown(), ['-one', 'two']);
  await run('cleanup', name, '-one');
  assert.deepEqual(await shown(), ['two']);
  await run('cleanup', name, 'two');
  assert.deepEqual(await shown(), []);
  await assert.rejects(run('present', 'mail.example.org', 'x'), /REFUSED/);
});
