// Called by tests/deploy/run.sh: builds, starts, uses, scales, kills, scans, upgrades and stops the platform of
// docker-compose.yml, and says what it saw.
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePorts, type PortName, portNames, serviceNames } from '@postroom/launch';
import { EICAR, gtube } from '@postroom/testkit';
import { parse } from 'yaml';
import { eventually } from '../support/eventually.ts';
import { Load } from '../support/load.ts';
import { sumOf } from '../support/metrics.ts';
import { docker, findEngine, hasImage, metricsOf, Project, root, run } from './engine.ts';
import { bring, imap, type Login, lastByPop3, PASSWORD, promisesKept, receivedByImap, submit } from './mail.ts';

const CURRENT = 'postroom:test-current';
const PREVIOUS = 'postroom:test-previous';
const USERS = ['alice@postroom.test', 'bob@postroom.test', 'carol@postroom.test'] as const;
const [ALICE, BOB] = USERS;
const SCANNERS = ['rspamd', 'rspamd-redis', 'clamav'] as const;
const MORE_PORTS = [
  'PROMETHEUS_PORT',
  'ALERTMANAGER_PORT',
  'RSPAMD_PORT',
  'ELSEWHERE_SUBMISSION_PORT',
  'ELSEWHERE_IMAPS_PORT',
] as const;
const LONG = 1_000_000; // more mails than any step sends

const compose = parse(await readFile(join(root, 'docker-compose.yml'), 'utf8'), { merge: true, maxAliasCount: -1 });
const imageOf = (service: string): string => compose.services[service].image.replace(/^\$\{[A-Z_]+:-(.*)\}$/, '$1');
const { NODE_IMAGE = 'node:24-bookworm-slim', BASE_IMAGE = 'debian:bookworm-slim' } = process.env;

const engine = await findEngine([NODE_IMAGE, BASE_IMAGE, imageOf('postgres'), imageOf('redis')]);
if (typeof engine === 'string') {
  console.log(`skipped: ${engine}`);
  process.exit(0);
}
const wanted = process.env.STEPS?.split(/[ ,]+/) ?? ['platform', 'scan', 'upgrade', 'demo'];
const started = Date.now();
let loads = 0;
const [server, version] = [
  await docker('version', '-f', '{{.Server.Version}}'),
  await run(engine[0], [...engine.slice(1), 'version', '--short']),
];
console.log(`engine ${server}, ${engine.join(' ')} ${version}`);

try {
  await build();
  if (wanted.includes('platform')) await platform();
  if (wanted.includes('scan')) await scan();
  if (wanted.includes('upgrade')) await upgrade();
  if (wanted.includes('demo')) await demo();
  console.log(`passed in ${((Date.now() - started) / 1000).toFixed(0)} s`);
} catch (error) {
  console.error(error);
  process.exit(1);
}
process.exit(0);

/** Does one step and says so, with what it found and how long it took. */
async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  const begin = Date.now();
  const found = await work().catch((error: unknown) => {
    console.log(`FAILED  ${what}`);
    throw error;
  });
  const detail = typeof found === 'string' && found !== '' ? `: ${found}` : '';
  console.log(`ok      ${what}${detail} (${((Date.now() - begin) / 1000).toFixed(1)} s)`);
  return found;
}

async function build(): Promise<void> {
  await step('the image is built', async () => {
    await using project = new Project(engine as [string], 'postroom-test-build', { POSTROOM_IMAGE: CURRENT }, []);
    await project.compose('build');
    const bytes = Number(await docker('image', 'inspect', '-f', '{{.Size}}', CURRENT));
    return `${(bytes / 1e6).toFixed(0)} MB, with its ${BASE_IMAGE} and its Node`;
  });
}

interface Ground extends AsyncDisposable {
  readonly project: Project;
  readonly ports: Readonly<Record<PortName | (typeof MORE_PORTS)[number], number>>;
  /** The platform's certificate authority; known once it runs. */
  ca(): Promise<string>;
}

/** A project with free ports of its own; nothing is started. */
async function ground(
  name: string,
  files: readonly string[] = [],
  more: Readonly<Record<string, string>> = {},
): Promise<Ground> {
  const names = [...portNames, ...MORE_PORTS];
  const free = await freePorts(names.length);
  const ports = Object.fromEntries(names.map((port, index) => [port, free[index]])) as Ground['ports'];
  const env = Object.fromEntries(Object.entries(ports).map(([port, value]) => [port, String(value)]));
  const settings = { ...env, POSTROOM_IMAGE: CURRENT, DEMO_PASSWORD: PASSWORD, ...more };
  const project = new Project(engine as [string], `postroom-test-${name}-${process.pid}`, settings, files);
  return {
    project,
    ports,
    ca: async () => docker('exec', (await project.containers('smtp-ingress'))[0] as string, 'cat', '/run/tls/ca.crt'),
    async [Symbol.asyncDispose]() {
      await project[Symbol.asyncDispose]();
    },
  };
}

async function start(
  { project }: Ground,
  what: string,
  more: readonly string[] = [],
  services: readonly string[] = serviceNames,
): Promise<void> {
  await step(what, async () => {
    await project.up(...services, ...more);
    await project.healthy(['postgres', 'redis', ...services, ...more]);
    return [`${services.length} services healthy`, ...more].join(', ');
  });
  await step('a domain and accounts are made with the postroom command in a container', async () => {
    await project.postroom(['domain', 'add', 'postroom.test']);
    for (const user of USERS) await project.postroom(['account', 'add', user], `${PASSWORD}\n`);
    return USERS.join(', ');
  });
}

function load({ ports }: Ground): Load {
  return new Load({ name: `load-${++loads}`, port: ports.SMTP_PORT, sessions: 2, recipients: USERS, maxMails: LONG });
}

/** Stops the load, waits until nothing is under way, and compares what was promised with what the mailboxes hold. */
async function settle(where: Ground, running: Load): Promise<string> {
  const mails = await running.stop();
  await eventually(
    'no delivery under way',
    async () => (await where.project.sql("select count(*) from deliveries where state = 'queued'")) === '0',
    120_000,
  );
  return promisesKept(mails, await where.ca(), where.ports.IMAPS_PORT);
}

async function platform(): Promise<void> {
  await using here = await ground('platform');
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

/** Prometheus finds every service and each of the four workers. */
async function watched({ project, ports }: Ground): Promise<void> {
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

/** An alert goes from Prometheus to Alertmanager and from there to the postmaster: the first account that was made. */
async function alerted({ project, ports }: Ground, postmaster: Login): Promise<void> {
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
    // Later than the group_wait of its configuration.
    await receivedByImap(postmaster, ports.IMAPS_PORT, true, 'PostroomTried', { withinMs: 90_000 });
  });
}

/** Starts one container of the profile `watch`, as `docker compose --profile watch up --detach` starts all of them. */
function watch(project: Project, service: string): Promise<string> {
  return project.compose('--profile', 'watch', 'up', '--detach', '--no-build', '--no-recreate', '--no-deps', service);
}

/** A backup by hand, and the platform filled from it when it has lost everything, as docs/deploy.md has it. */
async function restored({ project, ports }: Ground, bob: Login): Promise<void> {
  await step('a backup is taken; what was removed since comes back from it', async () => {
    const backup = (...args: string[]) => project.compose('run', '--rm', '--no-deps', ...args);
    const said = await backup('--env', 'BACKUP_ONCE=yes', 'backup');
    const [file] = /\/backups\/postroom-\w+\.backup\.gz/.exec(said) ?? [];
    assert.ok(file, said);
    for (const user of USERS) await project.postroom(['account', 'remove', user]);
    await project.postroom(['domain', 'remove', 'postroom.test']);
    await backup('backup', 'postroom', 'restore', file);
    await receivedByImap(bob, ports.IMAPS_PORT, true, 'last mail');
    return said.split('\n').find((line) => line.includes('is whole'));
  });
}

/** rspamd and clamd look at each message before its 250, as docs/deploy.md tells to turn it on. */
async function scan(): Promise<void> {
  for (const image of [imageOf('rspamd'), imageOf('clamav')]) {
    if (!(await hasImage(image))) return console.log(`skipped scan: no image ${image}`);
  }
  await using here = await ground('scan', [], {
    COMPOSE_PROFILES: 'scan',
    RSPAMD_URL: 'http://rspamd:11333',
    CLAMD_ADDRESS: 'clamav:3310',
  });
  const { project, ports } = here;
  await start(here, 'the platform is started with the profile scan', SCANNERS);
  const alice: Login = { ca: await here.ca(), user: ALICE };
  const answer = (message: string) => bring(message, ports.SMTP_PORT, ALICE);
  const arrived = (subject: string, mailbox: string) =>
    receivedByImap(alice, ports.IMAPS_PORT, true, subject, { mailbox });
  const inside = async (scanner: string, script: string) =>
    docker('exec', (await project.containers(scanner))[0] as string, 'sh', '-c', script);
  const count = async (scanner: string, result: string) => {
    const metrics = await metricsOf((await project.containers('smtp-ingress'))[0] as string);
    return sumOf(metrics, 'postroom_scans_total', `scanner="${scanner}",result="${result}"`);
  };
  const header = (subject: string) =>
    `From: sender@elsewhere.test\r\nTo: ${ALICE}\r\nSubject: ${subject}\r\nDate: Wed, 25 Nov 2026 10:00:00 +0000\r\nMessage-ID: <${subject}@elsewhere.test>\r\n`;
  const spam = `${header('spam')}\r\n${gtube('X')}`;
  const virus = `${header('virus')}MIME-Version: 1.0\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(EICAR).toString('base64')}`;

  await step('the scanners are locked in', async () => {
    for (const scanner of SCANNERS) {
      assert.doesNotMatch(await inside(scanner, 'id'), /uid=0/);
      await assert.rejects(inside(scanner, 'touch /x'), /Read-only file system/);
    }
    return `not root, root file system read-only: ${await inside('rspamd', 'rspamd --version')}, ${await inside('clamav', 'clamd --version')}`;
  });
  await step('mail from another server and from our users is shown to both, and filed', async () => {
    assert.match(await answer(`${header('well')}\r\nhello`), /^250 /);
    await arrived('well', 'INBOX');
    await submit(alice, ports.SUBMISSION_PORT, ALICE, 'ours');
    await arrived('ours', 'INBOX');
    for (const scanner of ['rspamd', 'clamd']) assert.equal(await count(scanner, 'clean'), 2);
  });
  await step('what rspamd wants marked (no From, To, Date and Message-ID) is filed as \\Junk', async () => {
    assert.match(await answer('Subject: bare\r\n\r\nhello'), /^250 /);
    await arrived('bare', 'Junk');
  });
  await step('GTUBE is refused', () => refused(answer(spam)));
  await step('EICAR in an attachment is refused', () => refused(answer(virus)));
  await step('what our users send is signed, once rspamd has a key of their domain', async () => {
    const keygen = 'rspamadm dkim_keygen -b 2048 -s dkim -d $d -k dkim/$d.dkim.key';
    await inside('rspamd', `d=postroom.test; cd /var/lib/rspamd; mkdir -p dkim; ${keygen}`);
    await submit(alice, ports.SUBMISSION_PORT, ALICE, 'signed');
    await arrived('signed', 'INBOX');
    assert.match(await lastByPop3(alice, ports.POP3S_PORT), /^DKIM-Signature: .*?d=postroom\.test;/ms);
    const forged = header('forged').replace('sender@elsewhere.test', BOB);
    assert.match(await answer(`${forged}\r\nhello`), /^250 /);
    await arrived('forged', 'INBOX');
    assert.doesNotMatch(await lastByPop3(alice, ports.POP3S_PORT), /^DKIM-Signature:/m);
    return "a stranger's forgery is not, which comes from a private address";
  });
  await step('the web interface of rspamd wants the password that setup made', async () => {
    const stat = async (headers: Record<string, string>) =>
      (await fetch(`http://127.0.0.1:${ports.RSPAMD_PORT}/stat`, { headers })).status;
    const [, Password = ''] = /"(.+)"/.exec(await inside('rspamd', 'cat /run/secrets/rspamd/controller.inc')) ?? [];
    assert.equal(await stat({ Password }), 200);
    const refusal = await stat({});
    assert.ok(refusal === 401 || refusal === 403);
    return `${refusal} without it`;
  });
  await step('rspamd remembers in its own Redis', async () => {
    const keys = await inside('rspamd-redis', 'redis-cli --scan');
    assert.match(keys, /^rs_history/m);
    return `${keys.split('\n').length} keys, its history is one`;
  });

  for (const [scanner, name, bad] of [
    ['rspamd', 'rspamd', spam],
    ['clamav', 'clamd', virus],
  ] as const) {
    await step(`${scanner} is killed while mail flows, and started again`, async () => {
      await using running = load(here);
      await running.accepted(50);
      const before = await count(name, 'failed');
      const [id] = (await project.containers(scanner)) as [string];
      await docker('kill', id);
      await running.accepted(50);
      assert.match(await answer(bad), /^250 /);
      await docker('start', id);
      await project.healthy([scanner]);
      const unscanned = (await count(name, 'failed')) - before;
      assert.ok(unscanned > 0);
      const reply = await refused(answer(bad));
      await running.accepted(50);
      assert.equal((await count(name, 'failed')) - before, unscanned);
      return `${await settle(here, running)}; ${unscanned} came in unscanned; then again ${reply}`;
    });
  }
  await step('clamav without signatures and without a way out to fetch them', async () => {
    const [id] = (await project.containers('clamav')) as [string];
    const outside = `${project.name}_outside`;
    const began = new Date().toISOString();
    await inside('clamav', 'cd /var/lib/clamav && mkdir away && mv *.c?d away');
    await docker('network', 'disconnect', outside, id);
    await docker('restart', id);
    const log = () => docker('logs', '--since', began, id);
    const said = await eventually('word of it', async () => /^No signatures yet.*/m.exec(await log())?.[0], 60_000);
    assert.match(await answer(virus), /^250 /);
    assert.equal(await docker('inspect', '-f', '{{.State.Health.Status}}', id), 'starting');
    await docker('network', 'connect', '--alias', 'clamav', outside, id);
    await inside('clamav', 'cd /var/lib/clamav && mv away/* . && rmdir away');
    await project.healthy(['clamav']);
    return `"${said}" Once they are there: ${await refused(answer(virus))}`;
  });
  await stop(here, SCANNERS);
}

async function refused(answer: Promise<string>): Promise<string> {
  const reply = await answer;
  assert.match(reply, /^550 5\.7\.1 /);
  return reply;
}

async function upgrade(): Promise<void> {
  const from = process.env.UPGRADE_FROM ?? 'HEAD~20';
  const commit = await run('git', ['rev-parse', '--short', from]);
  await step(`the image of the release before is built, from commit ${commit}`, () => buildPrevious(commit));
  await using here = await ground('upgrade');
  const { project, ports } = here;
  project.useImage(PREVIOUS);
  // A service that is new in this release comes with the upgrade.
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
    // Beside the running release before: it goes on working on the new schema.
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

/** An earlier commit's sources with the Dockerfile of today. */
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
    // Read by compose from the folder of the project: settings of this checkout are not of that one.
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

async function demo(): Promise<void> {
  await using here = await ground('demo', ['docker-compose.yml', 'deploy/demo/compose.yml']);
  const { project, ports } = here;
  await step('the demo: two platforms and a DNS server', async () => {
    await project.up();
    await project.healthy(['postgres', 'redis', ...serviceNames]);
    const [elsewhere] = (await project.containers('elsewhere')) as [string];
    await eventually('elsewhere', async () => /elsewhere.test is ready/.test(await docker('logs', elsewhere)), 60_000);
  });
  const ca = await here.ca();
  const dora = { ca, user: 'dora@elsewhere.test' };
  await step('mail from alice@postroom.test to dora@elsewhere.test, found by MX, and an answer', async () => {
    await submit({ ca, user: ALICE }, ports.SUBMISSION_PORT, dora.user, 'over there');
    await receivedByImap(dora, ports.ELSEWHERE_IMAPS_PORT, true, 'over there');
    await submit(dora, ports.ELSEWHERE_SUBMISSION_PORT, ALICE, 'and back');
    await receivedByImap({ ca, user: ALICE }, ports.IMAPS_PORT, true, 'and back');
  });
  await stop(here, ['elsewhere', 'dns']);
}

/** Deliveries that a worker has filed, by its own count. */
async function filedBy(worker: string): Promise<number> {
  return sumOf(await metricsOf(worker), 'postroom_deliveries_delivered_total');
}

async function stop({ project }: Ground, more: readonly string[] = []): Promise<void> {
  await step('everything stops by itself, without being killed', async () => {
    await project.compose('stop');
    for (const service of [...serviceNames, 'postgres', 'redis', ...more]) {
      for (const id of await project.containers(service)) {
        assert.equal(await docker('inspect', '-f', '{{.State.ExitCode}}', id), '0', service);
      }
    }
  });
  await step('containers, volumes and networks are removed', async () => {
    await project[Symbol.asyncDispose]();
    assert.equal(await project.left(), '');
  });
}
