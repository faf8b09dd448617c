import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceNames } from '@postroom/launch';
import { docker, root, run } from '../engine.ts';
import { load, openDeployFixture, settle, start, step, stop } from '../fixture.ts';
import { imap, receivedByImap, submit } from '../mail.ts';
import { ALICE, BOB, CURRENT, engine, PREVIOUS } from '../setting.ts';

export async function upgrade(): Promise<void> {
  const from = process.env.UPGRADE_FROM ?? 'HEAD~20';
  const commit = await run('git', ['rev-parse', '--short', from]);
  await step(`the image of the release before is built, from commit ${commit}`, () => buildPrevious(commit));
  await using here = await openDeployFixture('upgrade');
  const { project, ports } = here;
  project.useImage(PREVIOUS);
  // A service that is new in this release is added by the upgrade.
  const tree = await run('git', ['ls-tree', '--name-only', commit, 'services/']);
  const known = serviceNames.filter((service) => tree.split('\n').includes(`services/${service}`));
  await start(here, 'the release before is started', [], known);
  const schema = async () => project.sql('select max(name) from migrations');
  await step('every service is replaced by this release, one by one, while mail flows', async () => {
    await using idle = await imap({ ca: await here.ca(), user: ALICE }, ports.IMAPS_PORT, true);
    const goodbye = new Promise((resolve) => idle.once('close', resolve));
    await using running = load(here);
    await running.accepted(100);
    const before = await schema();
    project.useImage(CURRENT);
    // The previous release keeps running during the migration, and works on the new schema.
    await project.compose('run', '--rm', '--no-deps', 'migrate');
    await running.accepted(100);
    for (const service of [
      'mailbox-store',
      'delivery-worker',
      'imap-access',
      'pop3-access',
      'web-access',
      'smtp-ingress',
    ]) {
      await project.up('--no-deps', service);
      await project.healthy([service]);
      const [id] = (await project.containers(service)) as [string];
      assert.equal(await docker('inspect', '-f', '{{.Config.Image}}', id), CURRENT);
      await running.accepted(100);
    }
    await goodbye;
    const said = await settle(here, running);
    assert.deepEqual([...new Set(running.mails.map(({ answer }) => answer))], ['accepted'], said);
    return `${said}; none refused, none cut off; schema from ${before} to ${await schema()}`;
  });
  await step('mail goes its way on this release', async () => {
    const ca = await here.ca();
    await submit({ ca, user: ALICE }, ports.SUBMISSION_PORT, BOB, 'upgraded');
    await receivedByImap({ ca, user: BOB }, ports.IMAPS_PORT, true, 'upgraded');
  });
  await stop(here);
}

/** Builds an earlier commit's sources with the present Dockerfile. */
async function buildPrevious(commit: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'postroom-previous-'));
  try {
    const archive = join(folder, 'previous.tar');
    await run('git', ['archive', '--output', archive, commit]);
    await run('tar', ['-x', '-f', archive, '-C', folder]);
    await rm(archive);
    for (const path of ['Dockerfile', '.dockerignore', 'docker-compose.yml', 'deploy']) {
      await cp(join(root, path), join(folder, path), { recursive: true });
    }
    // Compose reads .env from the project's folder, so an empty one keeps this checkout's settings out.
    await writeFile(join(folder, '.env'), '');
    const [command, ...args] = engine as [string, ...string[]];
    const file = join(folder, 'docker-compose.yml');
    await run(command, [...args, '-f', file, 'build'], {
      cwd: folder,
      env: { POSTROOM_IMAGE: PREVIOUS },
    });
    return await run('git', ['log', '-1', '--format=%s', commit]);
  } finally {
    await rm(folder, { recursive: true });
  }
}
