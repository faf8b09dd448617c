// The beginning and end that all steps of a run share.
import assert from 'node:assert/strict';
import { freePorts, type PortName, portNames, serviceNames } from '@postroom/launch';
import { eventually } from '../support/eventually.ts';
import { Load } from '../support/load.ts';
import { docker, Project } from './engine.ts';
import { PASSWORD, promisesKept } from './mail.ts';
import { CURRENT, engine, MORE_PORTS, USERS } from './setting.ts';

const LONG = 1_000_000; // more messages than any step sends
let loads = 0;

/** Runs one step, and prints its result and how long it took. */
export async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  const begin = Date.now();
  const found = await work().catch((error: unknown) => {
    console.log(`FAILED  ${what}`);
    throw error;
  });
  const detail = typeof found === 'string' && found !== '' ? `: ${found}` : '';
  console.log(`ok      ${what}${detail} (${((Date.now() - begin) / 1000).toFixed(1)} s)`);
  return found;
}

export interface DeployFixture extends AsyncDisposable {
  readonly project: Project;
  readonly ports: Readonly<Record<PortName | (typeof MORE_PORTS)[number], number>>;
  /** Returns the certificate of the platform's authority; only works while the platform runs. */
  ca(): Promise<string>;
}

/** Makes a project with free ports of its own; starts nothing. */
export async function openDeployFixture(
  name: string,
  files: readonly string[] = [],
  more: Readonly<Record<string, string>> = {},
): Promise<DeployFixture> {
  const names = [...portNames, ...MORE_PORTS];
  const free = await freePorts(names.length);
  const ports = Object.fromEntries(names.map((port, index) => [port, free[index]])) as DeployFixture['ports'];
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

export async function start(
  { project }: DeployFixture,
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

export function load({ ports }: DeployFixture): Load {
  return new Load({ name: `load-${++loads}`, port: ports.SMTP_PORT, sessions: 2, recipients: USERS, maxMails: LONG });
}

/** Stops the load, waits until no message is under way, and compares the replies with the content of the mailboxes. */
export async function settle(where: DeployFixture, running: Load): Promise<string> {
  const mails = await running.stop();
  await eventually(
    'no delivery under way',
    async () => (await where.project.sql("select count(*) from deliveries where state = 'queued'")) === '0',
    120_000,
  );
  return promisesKept(mails, await where.ca(), where.ports.IMAPS_PORT);
}

export async function stop({ project }: DeployFixture, more: readonly string[] = []): Promise<void> {
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
