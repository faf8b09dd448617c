import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { serviceNames, serviceSpec } from '@postroom/launch';

const root = fileURLToPath(new URL('../../', import.meta.url));

test('a service has the same heap size in a container as under npm start', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'entrypoint-'));
  t.after(() => rm(folder, { recursive: true }));
  // Replaces the image's Node with a script that prints its arguments.
  await writeFile(join(folder, 'node'), '#!/bin/sh\necho "$@"\n');
  await chmod(join(folder, 'node'), 0o755);
  const entrypoint = (await readFile(join(root, 'deploy/image/entrypoint.sh'), 'utf8')).replace(
    'cd /app',
    `cd "${root}"`,
  );
  for (const name of serviceNames) {
    const { stdout } = spawnSync('sh', ['-c', entrypoint, 'entrypoint', name], {
      encoding: 'utf8',
      env: { PATH: `${folder}:${process.env.PATH}` },
    });
    const { args } = serviceSpec(name, { HEALTH_PORT: '1' });
    const wanted = args.map((argument) => argument.replace(root, ''));
    assert.deepEqual(stdout.trim().split(' ').toSorted(), wanted.toSorted(), name);
  }
});
