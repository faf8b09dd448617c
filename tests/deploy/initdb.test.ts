import assert from 'node:assert/strict';
import { chmod, chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse, parseAllDocuments } from 'yaml';
import { serverAccount } from '../../dev/postgres/account.ts';
import { findBinaries } from '../../dev/postgres/binaries.ts';
import { run } from '../../dev/run.ts';

// Arguments that the official image passes to initdb; its own options only set the superuser's name and password.

const NAME = 'POSTGRES_INITDB_ARGS';
const root = new URL('../../', import.meta.url);
const read = (path: string): Promise<string> => readFile(new URL(path, root), 'utf8');

async function ofCompose(): Promise<string> {
  const { services } = parse(await read('docker-compose.yml'), { merge: true, maxAliasCount: -1 });
  return services.postgres.environment[NAME];
}

async function ofKubernetes(): Promise<string> {
  const objects = parseAllDocuments(await read('k8s/overlays/local/postgres.yaml')).map((each) => each.toJS());
  const { spec } = objects.find(({ kind }) => kind === 'StatefulSet');
  const { env } = spec.template.spec.containers[0];
  return env.find(({ name }: { name: string }) => name === NAME).value;
}

for (const [place, options] of [
  ['docker-compose.yml', ofCompose],
  ['k8s/overlays/local', ofKubernetes],
] as const) {
  test(`${place}: PostgreSQL creates its database with these options in UTF-8`, async (context) => {
    const folder = await mkdtemp(join(tmpdir(), 'initdb-'));
    context.after(() => rm(folder, { recursive: true }));
    const account = await serverAccount(folder);
    const password = join(folder, 'password');
    await writeFile(password, 'secret');
    await chmod(folder, 0o700);
    if (account.user) for (const path of [folder, password]) await chown(path, account.user.uid, account.user.gid);
    const { folder: binaries } = await findBinaries(account);
    const own = ['-D', join(folder, 'data'), '--username=postroom', `--pwfile=${password}`, '--no-sync'];
    const said = await run(join(binaries, 'initdb'), [...own, ...(await options()).split(' ')], {
      ...account,
      env: { PATH: process.env.PATH, LANG: 'en_US.utf8' },
    });
    assert.match(said, /provider: +builtin[\s\S]*C\.UTF-8/);
  });
}
