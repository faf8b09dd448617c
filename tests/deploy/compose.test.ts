import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { glob, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type PortName, portNames, portOwners, serviceNames } from '@postroom/launch';
import { parse } from 'yaml';
import { collectSections } from '../../dev/config-docs/collect.ts';
import type { Variable } from '../../dev/config-docs/variable.ts';
import { readSettings } from '../../dev/settings.ts';

interface Service {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number | null>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly networks?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly [key: string]: unknown;
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
}

const root = new URL('../../', import.meta.url);
const source = await readFile(new URL('docker-compose.yml', root), 'utf8');
const compose = parse(source, { merge: true, maxAliasCount: -1 }) as Compose;
const { services } = compose;
const sections = await collectSections(root);
/** Variables of the CLI, which only its containers get. */
const cliVariables = sections.find(({ title }) => title === 'The postroom command')?.variables.map(({ name }) => name);

/** Returns the variables that a service reads. */
function declared(service: string): Map<string, Variable> {
  const found = sections
    .filter(({ title }) => ['Every service', 'Several services', service].includes(title))
    .flatMap(({ title, variables }) =>
      variables.filter((one) => title !== 'Several services' || one.readers?.includes(service)),
    );
  return new Map(found.map((variable) => [variable.name, variable]));
}

test('docker-compose.yml has every service of the platform, and each runs what its name says', () => {
  for (const name of serviceNames) assert.deepEqual(services[name]?.command, [name]);
  for (const name of ['migrate', 'setup']) assert.deepEqual(services[name]?.command, [name]);
});

test('each service gets the variables it reads, and no others', () => {
  for (const name of serviceNames) {
    const known = declared(name);
    const given = Object.keys(services[name]?.environment ?? {}).map((variable) => ({
      variable,
      name: known.has(variable) ? variable : variable.replace(/_FILE$/, ''),
    }));
    const unknown = given.filter((one) => !known.has(one.name) && !cliVariables?.includes(one.variable));
    assert.deepEqual(unknown, [], `docker-compose.yml sets what ${name} does not read`);
    // Ports inside a container do not change; .env only says where they are published.
    const missing = [...known.keys()].filter(
      (variable) => !given.some((one) => one.name === variable) && !Object.hasOwn(portOwners, variable),
    );
    assert.deepEqual(missing, [], `add these to the environment of ${name} in docker-compose.yml, without a value`);
  }
});

test('container ports are those of the services, published where npm start listens', () => {
  const { ports: defaults } = readSettings({});
  for (const port of portNames) {
    const owner = portOwners[port];
    const inside = declared(owner).get(port)?.default;
    const publish = port === 'HTTP_PORT' ? 'HTTP_PUBLISH' : port === 'ADMIN_PORT' ? 'ADMIN_PUBLISH' : 'PUBLISH';
    const wanted = `\${${publish}:-127.0.0.1}:\${${port}:-${defaults[port]}}:${inside}`;
    assert.ok(services[owner]?.ports?.includes(wanted), `${owner} does not publish ${wanted}`);
  }
  const published = Object.values(services).flatMap(({ ports = [] }) => ports);
  const known = (name: string): name is PortName => Object.hasOwn(portOwners, name);
  // HTTPS is off by default, and then an arbitrary port leads nowhere; when it is set, the port inside is the same.
  const https = `\${HTTPS_PUBLISH:-127.0.0.1}:\${HTTPS_PORT:-0}:\${HTTPS_PORT:-8443}`;
  assert.ok(services['web-access']?.ports?.includes(https));
  assert.equal(services['web-access']?.environment?.HTTPS_PORT, null);
  const others = published.filter((port) => port !== https && !known(/\{([A-Z0-9_]+PORT)/.exec(port)?.[1] ?? ''));
  for (const port of others) assert.match(port, /^127\.0\.0\.1:/, 'what is not for mail programs is for this machine');
});

test('docker-compose 1.29 can read the file: a variable has a default or none, and no other syntax is used', () => {
  const lines = source.split('\n').map((line) => line.replace(/ #.*/, ''));
  const variables = lines.join('\n').match(/\$\{[^}]*\}?/g) ?? [];
  assert.deepEqual(
    variables.filter((each) => !/^\$\{\w+(?::?[-?][^{}]*)?\}$/.test(each)),
    [],
  );
});

test('delivery workers can be scaled: they have no published port and no container name', () => {
  const worker = services['delivery-worker'];
  assert.equal(worker?.ports, undefined);
  for (const service of Object.values(services)) assert.equal(service.container_name, undefined);
});

test('every container runs with least privilege', () => {
  for (const [name, service] of Object.entries(services)) {
    assert.equal(service.read_only, true, name);
    assert.deepEqual(service.cap_drop, ['ALL'], name);
    assert.deepEqual(service.security_opt, ['no-new-privileges:true'], name);
    assert.ok(service.logging, `${name} rotates no logs`);
    const endsByItself = ['setup', 'migrate'].includes(name);
    if (!endsByItself) assert.ok(service.mem_limit && service.restart, `${name} has no memory limit or restart policy`);
  }
});

test('only the services can reach the stores', () => {
  assert.equal(compose.networks.backend?.internal, true);
  for (const store of ['postgres', 'redis']) {
    assert.deepEqual(services[store]?.networks, ['backend']);
    assert.equal(services[store]?.ports, undefined);
  }
});

test('the image is built and pulled once, for the container that all others wait for', async () => {
  const demo = parse(await readFile(new URL('deploy/demo/compose.yml', root), 'utf8')) as Compose;
  const image = services.setup?.image;
  const ours = Object.entries({ ...demo.services, ...services }).filter(([, service]) => service.image === image);
  assert.ok(ours.length > serviceNames.length + 2);
  for (const [name, { build, pull_policy: policy }] of ours) {
    assert.equal(build !== undefined, name === 'setup', name);
    // An image that comes from a registry is pulled only by `setup`.
    assert.equal(policy, name === 'setup' ? 'if_not_present' : 'never', name);
  }
});

test('services start once the stores are healthy and the schema is migrated', () => {
  for (const name of serviceNames) {
    const { depends_on: after = {} } = services[name] as Service;
    assert.equal(after.migrate?.condition, 'service_completed_successfully');
    assert.equal(after.redis?.condition, 'service_healthy');
  }
  assert.equal(services.migrate?.depends_on?.postgres?.condition, 'service_healthy');
  assert.equal(services.postgres?.depends_on?.setup?.condition, 'service_completed_successfully');
});

test('volumes and files that are mounted exist', async () => {
  for (const [name, { volumes = [] }] of Object.entries(services)) {
    for (const volume of volumes) {
      const source = volume.replace(/^\$\{[A-Z_]+:-([^}]+)\}/, '$1').split(':')[0] as string;
      if (source.startsWith('.')) assert.ok(existsSync(new URL(source, root)), `${name}: ${source}`);
      else assert.ok(Object.hasOwn(compose.volumes, source), `${name}: ${source} is no volume`);
    }
  }
  const images = new Set(Object.values(services).map(({ image }) => image));
  for (const image of images) assert.match(image, /^\$\{[A-Z_]+_IMAGE:-[^}]+\}$/);
});

test('the image listens where health checks, published ports and Prometheus expect it', async () => {
  const dockerfile = await readFile(new URL('Dockerfile', root), 'utf8');
  assert.match(dockerfile, /HEALTH_PORT=9090/);
  const prometheus = parse(await readFile(new URL('deploy/prometheus/prometheus.yml', root), 'utf8'));
  const [found] = prometheus.scrape_configs[0].dns_sd_configs;
  assert.deepEqual([...found.names].sort(), [...serviceNames].sort());
  for (const name of serviceNames) assert.equal(services[name]?.environment?.HEALTH_PORT, found.port);
});

test('alerts go to an address to which Alertmanager can send mail', async () => {
  const text = await readFile(new URL('deploy/alertmanager/alertmanager.yml', root), 'utf8');
  const { receivers } = parse(text) as { receivers: { email_configs: { to: string; smarthost: string }[] }[] };
  const mails = receivers.flatMap(({ email_configs }) => email_configs);
  assert.ok(mails.length > 0);
  for (const { to, smarthost } of mails) {
    // Go's net/mail requires a domain in addresses, which amtool check-config does not check.
    assert.match(to, /^[^@\s]+@[^@\s]+$/);
    assert.equal(smarthost, `smtp-ingress:${declared('smtp-ingress').get('SMTP_PORT')?.default}`);
  }
});

test('.dockerignore keeps every source file that runs in the image', async () => {
  const ignored = (await readFile(new URL('.dockerignore', root), 'utf8')).split('\n');
  assert.ok(ignored.includes('!packages') && ignored.includes('!services') && ignored.includes('!cli'));
  // Code that runs must not import files that .dockerignore excludes as test helpers.
  const exclude = [
    '**/node_modules/**',
    '**/*.test.ts',
    '**/{testing,*.testing}.ts',
    '**/testing/**',
    'packages/testkit/**',
  ];
  for await (const path of glob('{packages,services,cli}/**/*.ts', { cwd: root.pathname, exclude })) {
    const text = await readFile(new URL(path, root), 'utf8');
    assert.doesNotMatch(text, /from '[^']*([/.]testing(\/[^']*)?\.ts|@postroom\/testkit)'/, path);
  }
});

for (const [command, ...args] of [['docker', 'compose'], ['docker-compose']] as const) {
  const there = spawnSync(command, [...args, 'version']).status === 0;
  const skip = !there && 'it is not installed';
  test(`${[command, ...args].join(' ')} accepts the files`, { skip }, async (context) => {
    const folder = await mkdtemp(join(tmpdir(), 'compose-'));
    context.after(() => rm(folder, { recursive: true }));
    // An empty file replaces the settings of this checkout.
    const settings = join(folder, 'settings');
    await writeFile(settings, '');
    for (const files of [[], ['-f', 'docker-compose.yml', '-f', 'deploy/demo/compose.yml']]) {
      const all = [...args, '--env-file', settings, ...files, 'config'];
      const said = spawnSync(command, all, { cwd: root, encoding: 'utf8' });
      assert.equal(said.status, 0, said.stderr);
    }
  });
}
