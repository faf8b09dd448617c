import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { serviceNames } from '@postroom/launch';
import { eventually } from '../../support/eventually.ts';
import { sumOf } from '../../support/metrics.ts';
import { docker, hasImage, metricsOf, type Project } from '../engine.ts';
import { type DeployFixture, load, openDeployFixture, settle, start, step, stop } from '../fixture.ts';
import { type Login, lastByPop3, receivedByImap, submit } from '../mail.ts';
import { ALICE, BOB, imageOf, USERS } from '../setting.ts';

export async function platform(): Promise<void> {
  await using here = await openDeployFixture('platform');
  const { project, ports } = here;
  await start(here, 'the platform is started by compose, from nothing');
  const ca = await here.ca();
  const alice: Login = { ca, user: ALICE };
  const bob: Login = { ca, user: BOB };

  await step('containers are locked in', async () => {
    for (const service of serviceNames) {
      const [id] = (await project.containers(service)) as [string];
      assert.match(await docker('exec', id, 'id'), /uid=10001/);
      await assert.rejects(docker('exec', id, 'touch', '/app/x'), /Read-only file system/);
      await assert.rejects(docker('exec', id, 'sh', '-c', 'command -v npm || command -v gcc || command -v curl'));
    }
    return 'not root, root file system read-only, no npm, no compiler, no curl';
  });
  await step('the stores cannot be reached from outside', async () => {
    for (const store of ['postgres', 'redis']) {
      const [id] = (await project.containers(store)) as [string];
      assert.equal(await docker('port', id), '');
      assert.equal(await docker('inspect', '-f', '{{len .NetworkSettings.Networks}}', id), '1');
    }
    return docker('network', 'inspect', '-f', 'network {{.Name}} internal: {{.Internal}}', `${project.name}_backend`);
  });
  await step(
    'alice submits (587, STARTTLS), bob reads by IMAP (993, and 143 with STARTTLS) and POP3 (995)',
    async () => {
      await submit(alice, ports.SUBMISSION_PORT, BOB, 'first mail');
      await receivedByImap(bob, ports.IMAPS_PORT, true, 'first mail');
      await receivedByImap(bob, ports.IMAP_PORT, false, 'first mail');
      assert.match(await lastByPop3(bob, ports.POP3S_PORT), /first mail, from alice/);
    },
  );

  await step('4 delivery workers', async () => {
    await using running = load(here);
    await project.up('--no-recreate', '--scale', 'delivery-worker=4');
    await project.healthy(['delivery-worker']);
    const workers = await project.containers('delivery-worker');
    assert.equal(workers.length, 4);
    await running.accepted(500);
    const mails = await settle(here, running);
    const each = await Promise.all(workers.map(filedBy));
    assert.ok(each.every((count) => count > 0));
    return `${mails}; filed by each: ${each.join(', ')}`;
  });
  await watched(here);
  await alerted(here, alice);

  for (const service of ['delivery-worker', 'smtp-ingress', 'imap-access'] as const) {
    await step(`${service} is killed while mail flows; the engine starts it again`, async () => {
      await using running = load(here);
      await running.accepted(100);
      await project.crash(service);
      await running.accepted(100);
      await project.healthy([service]);
      return settle(here, running);
    });
  }
  for (const [store, away] of [
    ['redis', 2_000],
    ['postgres', 2_000],
  ] as const) {
    await step(`${store} is killed while mail flows, and started again`, async () => {
      await using running = load(here);
      await running.accepted(100);
      const [id] = (await project.containers(store)) as [string];
      await docker('kill', id);
      await pause(away);
      await docker('start', id);
      await project.healthy([store]);
      await running.accepted(100);
      return settle(here, running);
    });
  }
  await step('mail still goes its way from submission to IMAP', async () => {
    await project.healthy(serviceNames);
    await submit(alice, ports.SUBMISSION_PORT, BOB, 'last mail');
    await receivedByImap(bob, ports.IMAPS_PORT, true, 'last mail');
  });
  await restored(here, bob);
  await stop(here);
}

/** Checks that Prometheus finds every service and each of the four workers. */
async function watched({ project, ports }: DeployFixture): Promise<void> {
  const image = imageOf('prometheus');
  if (!(await hasImage(image))) return console.log(`skipped Prometheus: no image ${image}`);
  await step('profile watch: Prometheus scrapes every container', async () => {
    await watch(project, 'prometheus');
    const targets = await eventually(
      'all targets up',
      async () => {
        const response = await fetch(`http://127.0.0.1:${ports.PROMETHEUS_PORT}/api/v1/targets`);
        const { data } = (await response.json()) as {
          data: { activeTargets: { health: string; labels: Record<string, string> }[] };
        };
        const ours = data.activeTargets.filter(({ labels }) => labels.job === 'postroom');
        return ours.length === serviceNames.length + 3 && ours.every(({ health }) => health === 'up') && ours;
      },
      90_000,
    );
    return Object.entries(Object.groupBy(targets, ({ labels }) => labels.service as string))
      .map(([service, found]) => `${service} ${found?.length}`)
      .sort()
      .join(', ');
  });
}

/** Checks that an alert goes from Prometheus to Alertmanager and from there to the postmaster, the first account that was made. */
async function alerted({ project, ports }: DeployFixture, postmaster: Login): Promise<void> {
  for (const image of [imageOf('prometheus'), imageOf('alertmanager')]) {
    if (!(await hasImage(image))) return console.log(`skipped Alertmanager: no image ${image}`);
  }
  await step('profile watch: an alert reaches the postmaster by mail', async () => {
    await watch(project, 'alertmanager');
    await eventually(
      'Prometheus knows its Alertmanager',
      async () => {
        const response = await fetch(`http://127.0.0.1:${ports.PROMETHEUS_PORT}/api/v1/alertmanagers`);
        const { data } = (await response.json()) as { data: { activeAlertmanagers: unknown[] } };
        return data.activeAlertmanagers.length === 1;
      },
      60_000,
    );
    const alert = { labels: { alertname: 'PostroomTried', severity: 'warning' }, annotations: { summary: 'a trial' } };
    const told = await eventually('Alertmanager listens', () =>
      fetch(`http://127.0.0.1:${ports.ALERTMANAGER_PORT}/api/v2/alerts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify([alert]),
      }),
    );
    assert.equal(told.status, 200);
    // Longer than the group_wait of its configuration.
    await receivedByImap(postmaster, ports.IMAPS_PORT, true, 'PostroomTried', { withinMs: 90_000 });
  });
}

/** Starts one container of the profile `watch`, as `docker compose --profile watch up --detach` starts all of them. */
function watch(project: Project, service: string): Promise<string> {
  return project.compose('--profile', 'watch', 'up', '--detach', '--no-build', '--no-recreate', '--no-deps', service);
}

/** Takes a backup by hand, and restores it to a platform that lost everything, as docs/deploy.md describes. */
async function restored({ project, ports }: DeployFixture, bob: Login): Promise<void> {
  await step('a backup is taken; what was removed since comes back from it', async () => {
    const backup = (...args: string[]) => project.compose('run', '--rm', '--no-deps', ...args);
    const said = await backup('-e', 'BACKUP_ONCE=yes', 'backup');
    const [file] = /\/backups\/postroom-\w+\.backup\.gz/.exec(said) ?? [];
    assert.ok(file, said);
    for (const user of USERS) await project.postroom(['account', 'remove', user]);
    await project.postroom(['domain', 'remove', 'postroom.test']);
    await backup('backup', 'postroom', 'restore', file);
    await receivedByImap(bob, ports.IMAPS_PORT, true, 'last mail');
    return said.split('\n').find((line) => line.includes('is whole'));
  });
}

/** Returns how many deliveries a worker has filed, by its own count. */
async function filedBy(worker: string): Promise<number> {
  return sumOf(await metricsOf(worker), 'postroom_deliveries_delivered_total');
}
