// Tests commands of docs/deploy.md that would do harm if one of their steps failed, and what may lie beside a checkout.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtempDisposable, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { program } from '../support/programs.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const guide = await readFile(join(root, 'docs/deploy.md'), 'utf8');

test('the certbot hook writes the key to the configured folder or nowhere', async () => {
  const [, hook = ''] = /hooks\/deploy\/postroom <<'END'\n([\s\S]*?)END\n/.exec(guide) ?? [];
  await using folder = await mkdtempDisposable(join(tmpdir(), 'certbot-'));
  const [lineage, elsewhere, tls] = ['live', 'elsewhere', 'tls'].map((name) => join(folder.path, name)) as [
    string,
    string,
    string,
  ];
  await mkdir(lineage);
  await mkdir(elsewhere);
  for (const name of ['fullchain.pem', 'privkey.pem']) await writeFile(join(lineage, name), name);
  // Without the containers' account, because only root may give files to it.
  const script = hook.replace('/srv/postroom/tls', tls).replaceAll('-o 10001 ', '');
  const run = () =>
    spawnSync('sh', ['-c', script], { cwd: elsewhere, env: { ...process.env, RENEWED_LINEAGE: lineage } });
  assert.notEqual(run().status, 0);
  assert.deepEqual(await readdir(elsewhere), []);
  await mkdir(tls);
  assert.equal(run().status, 0);
  assert.deepEqual((await readdir(tls)).sort(), ['server.crt', 'server.key']);
  assert.deepEqual(await readdir(elsewhere), []);
});

test('the guide uses only options of run that docker-compose 1.29 has: for others it prints help and exits with 0', () => {
  const known = ['--rm', '--no-deps', '--entrypoint', '-e', '-T', '-u', '-v'];
  const lines = [...guide.matchAll(/docker compose run((?: +-\S+(?: +\S+=\S+)?)*)/g)].map(
    ([, options]) => options as string,
  );
  assert.ok(lines.length >= 7, `${lines.length} lines were found`);
  const used = lines.flatMap((options) => options.split(/ +/).filter((word) => word.startsWith('-')));
  assert.deepEqual(
    used.filter((option) => !known.includes(option)),
    [],
  );
});

test('HAProxy accepts the example of the guide without a warning', async (t) => {
  const [, example = ''] = /```\n(defaults\n[\s\S]*?)```/.exec(guide) ?? [];
  assert.match(example, /send-proxy-v2/);
  await using folder = await mkdtempDisposable(join(tmpdir(), 'haproxy-'));
  const file = join(folder.path, 'haproxy.cfg');
  await writeFile(file, example);
  await program(t, 'haproxy', '-dW', '-c', '-f', file);
});

test('git ignores the files that an operator keeps beside the checkout', () => {
  const names = [
    '.env',
    'tls/server.key',
    'backups/today.backup.gz',
    'secrets/more/smarthost',
    'today.backup.gz',
    'ca.crt',
    'mail.txt',
  ];
  const { stdout } = spawnSync('git', ['check-ignore', ...names], { cwd: root, encoding: 'utf8' });
  assert.deepEqual(stdout.trim().split('\n'), names);
  assert.equal(spawnSync('git', ['check-ignore', '.env.example'], { cwd: root }).status, 1);
});
