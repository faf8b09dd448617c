// Compares what k8s/ and docker-compose.yml set with what the services declare: names, values, ports, secrets.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { type Declared, loadConfig } from '@postroom/service';
import Type from 'typebox';
import { parse } from 'yaml';
import { type KubernetesObject, nameOf, ofKind, ourPods, type Pod, podsOf, serviceOf } from './kubernetes/objects.ts';
import { findKustomize, render, variants } from './kubernetes/render.ts';
import {
  declaredSettings,
  environmentOf,
  isForeign,
  portSettings,
  type SecretKey,
  secretAt,
  settingOf,
} from './kubernetes/settings.ts';

const root = new URL('../../', import.meta.url);
const kustomize = await findKustomize();
const options = 'skip' in kustomize ? { skip: kustomize.skip } : {};
const command = 'command' in kustomize ? kustomize.command : [];
const declared = await declaredSettings();

/** Values in the form of each secret. */
const samples: Readonly<Record<string, string>> = {
  TLS_TICKET_SECRET: 'a-ticket-secret-of-32-octets-or-more',
  CERTIFICATE_SECRET: 'a-certificate-secret-of-32-octets-or-more',
  DATABASE_URL: 'postgres://a:b@c:5432/d',
  REDIS_URL: 'redis://:a@b:6379',
  ADMIN_TOKEN: 'x'.repeat(32),
  SMARTHOST_PASSWORD: 'x',
  OIDC_CLIENT_SECRET: 'x',
  S3_ACCESS_KEY_ID: 'x',
  S3_SECRET_ACCESS_KEY: 'x',
};

for (const variant of Object.keys(variants)) {
  test(`${variant}: every service runs, with settings that it accepts`, options, async () => {
    const objects = await render(command, variant);
    const pods = ourPods(objects);
    assert.deepEqual(pods.map(serviceOf).sort(), [...declared.keys()].sort());
    for (const pod of pods) {
      const settings = declared.get(serviceOf(pod)) ?? {};
      const [container] = pod.containers;
      assert.ok(container);
      const given: Record<string, string> = {};
      for (const [name, value] of environmentOf(container, objects)) {
        if (isForeign(name)) continue;
        const setting = settingOf(name, settings);
        assert.ok(setting, `${pod.owner} sets ${name}, which it does not read`);
        given[setting] = name === setting ? value : (samples[setting] ?? '');
      }
      // Uses the services' own reader, which reports missing or wrong values as at a start.
      // The files exist only in a pod; here another file replaces them.
      for (const [name, schema] of Object.entries(settings)) {
        if (given[name] && (schema as Declared).file) given[name] = import.meta.filename;
      }
      const config = loadConfig(Type.Object(settings), given) as Record<string, unknown>;
      let open = 0;
      for (const [port, name] of portSettings(settings)) {
        const opened: { containerPort: number } | undefined = container.ports?.find((one) => one.name === port);
        // A port that is off is 0 for the service, and absent in the pod.
        assert.equal(opened?.containerPort ?? 0, config[name], `${pod.owner}: port ${port} and ${name}`);
        if (opened) open += 1;
      }
      assert.equal(container.ports?.length ?? 0, open, `${pod.owner} declares ports it has not`);
    }
  });

  test(`${variant}: Services and probes use ports that the pods have`, options, async () => {
    const objects = await render(command, variant);
    const pods = podsOf(objects);
    for (const service of ofKind(objects, 'Service')) {
      const selected = pods.filter(({ labels }) =>
        Object.entries(service.spec.selector).every(([name, value]) => labels[name] === value),
      );
      assert.equal(selected.length, 1, `${nameOf(service)} selects the pods of ${selected.length} workloads`);
      const ports = selected.flatMap(({ containers }) => containers.flatMap(({ ports }) => ports ?? []));
      for (const { name, port, targetPort = port } of service.spec.ports) {
        const target = ports.find((one) => one.name === targetPort || one.containerPort === targetPort);
        assert.equal(target?.name, name, `${nameOf(service)}: ${name}`);
      }
    }
    for (const pod of pods) {
      for (const container of pod.containers) {
        const names = container.ports?.map(({ name }) => name) ?? [];
        for (const kind of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
          const port = container[kind]?.httpGet?.port ?? container[kind]?.tcpSocket?.port;
          if (port !== undefined) assert.ok(names.includes(port), `${pod.owner} ${kind}: ${port}`);
        }
        const scraped = pod.annotations['prometheus.io/port'];
        const health = container.ports?.find(({ name }) => name === 'health');
        if (scraped !== undefined) assert.equal(Number(scraped), health?.containerPort, pod.owner);
      }
    }
  });

  test(`${variant}: every Secret that is read is created, or the guide says to create it`, options, async () => {
    const objects = await render(command, variant);
    const made = new Map(ofKind(objects, 'Secret').map(({ metadata, data }) => [metadata.name, Object.keys(data)]));
    const certificates = ofKind(objects, 'Certificate').map(({ spec }) => spec.secretName);
    const clusters = ofKind(objects, 'Cluster').map(({ metadata }) => `${metadata.name}-app`);
    const guide = (await readFile(new URL('docs/kubernetes.md', root), 'utf8')).replaceAll(/ +\|/g, ' |');
    for (const pod of podsOf(objects)) {
      for (const { secret, key } of secretsOf(pod, objects)) {
        if (certificates.includes(secret) || clusters.includes(secret)) continue;
        const known = made.get(secret)?.includes(key) ?? guide.includes(`| \`${secret}\` | \`${key}\` |`);
        assert.ok(known, `${pod.owner} reads ${key} of the Secret ${secret}`);
      }
    }
  });
}

/** Returns what a pod reads of Secrets: files that variables name, and keys that are mounted or referenced. */
function secretsOf(pod: Pod, objects: readonly KubernetesObject[]): SecretKey[] {
  return pod.containers.flatMap((container) => {
    const files = [...environmentOf(container, objects)].filter(([name]) => name.endsWith('_FILE'));
    return [
      ...files.map(([name, value]) => {
        const found = secretAt(value, container, pod);
        assert.ok(found, `${pod.owner}: nothing is mounted where ${name} says`);
        return found;
      }),
      ...(container.env ?? []).flatMap(({ valueFrom }) =>
        valueFrom?.secretKeyRef ? [{ secret: valueFrom.secretKeyRef.name, key: valueFrom.secretKeyRef.key }] : [],
      ),
    ];
  });
}

test('docker-compose.yml sets only variables that exist and publishes the ports of the services', async (context) => {
  const text = await readFile(new URL('docker-compose.yml', root), 'utf8').catch(() => undefined);
  if (text === undefined) return context.skip('there is no docker-compose.yml');
  const compose = parse(text, { merge: true, maxAliasCount: -1 }) as { services: Record<string, ComposeService> };
  const ran = new Set<string>();
  for (const [label, service] of Object.entries(compose.services)) {
    const [name = ''] = [service.command ?? []].flat();
    const settings = declared.get(name);
    if (settings === undefined || !/postroom/i.test(service.image ?? '')) continue;
    ran.add(name);
    const set = new Set(Object.keys(service.environment ?? {}));
    for (const variable of set) {
      assert.ok(
        isForeign(variable) || settingOf(variable, settings),
        `${label} sets ${variable}, which it does not read`,
      );
    }
    const { required = [] } = Type.Object(settings) as { required?: readonly string[] };
    for (const setting of required.filter((setting) => !('default' in (settings[setting] ?? {})))) {
      assert.ok(set.has(setting) || set.has(`${setting}_FILE`), `${label} does not set ${setting}`);
    }
    const ports = [...portSettings(settings).values()].map((setting) => {
      const given = service.environment?.[setting];
      return Number(given ?? (settings[setting] as { default?: number }).default);
    });
    // The HTTPS port is only open when it is set, and then it is the same inside.
    for (const published of service.ports?.filter((each) => !`${each}`.includes('HTTPS_PORT')) ?? []) {
      assert.ok(ports.includes(Number(`${published}`.split(':').at(-1))), `${label} publishes ${published}`);
    }
  }
  assert.deepEqual([...ran].sort(), [...declared.keys()].sort());
});

interface ComposeService {
  image?: string;
  command?: string | string[];
  environment?: Record<string, string | number | null>;
  ports?: (string | number)[];
}

test('the autoscaler queries metrics that the services expose', options, async () => {
  const [scaled] = ofKind(await render(command, 'production with KEDA'), 'ScaledObject');
  assert.ok(scaled);
  const source = await readFile(new URL('services/mailbox-store/metrics.ts', root), 'utf8');
  const queries: string[] = scaled.spec.triggers.flatMap((trigger: { metadata: { query?: string } }) =>
    trigger.metadata.query ? [trigger.metadata.query] : [],
  );
  const names = queries.flatMap((query) => query.match(/postroom_[a-z_]+/g) ?? []);
  assert.ok(names.length >= 2);
  for (const name of names) assert.ok(source.includes(`name: '${name}'`), name);
});
