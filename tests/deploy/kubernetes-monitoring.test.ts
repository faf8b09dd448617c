import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { parse } from 'yaml';
import { ofKind } from './kubernetes/objects.ts';
import { findKustomize, render } from './kubernetes/render.ts';

const kustomize = await findKustomize();
const options = 'skip' in kustomize ? { skip: kustomize.skip } : {};
const command = 'command' in kustomize ? kustomize.command : [];
const VARIANT = 'production, watched and backed up';
const root = new URL('../../', import.meta.url);
const object = new URL('k8s/components/monitoring/rules.yaml', root);

test('the PrometheusRule equals the rules file (UPDATE_DOCS=1 writes it)', async () => {
  const rules = await readFile(new URL('deploy/prometheus/rules/postroom.yml', root), 'utf8');
  const text = await readFile(object, 'utf8');
  const indented = rules.slice(rules.indexOf('groups:')).replaceAll(/^(?=.)/gm, '  ');
  const wanted = `${text.slice(0, text.indexOf('\nspec:\n'))}\nspec:\n${indented}`;
  if (process.env.UPDATE_DOCS) await writeFile(object, wanted);
  else assert.equal(text, wanted);
});

test('the Prometheus operator scrapes every service with the labels that the rules expect', options, async () => {
  const objects = await render(command, VARIANT);
  const [monitor] = ofKind(objects, 'PodMonitor');
  const [endpoint] = monitor?.spec.podMetricsEndpoints ?? [];
  const services = ofKind(objects, 'Deployment').filter(
    ({ spec }) => spec.template.metadata.labels['app.kubernetes.io/name'] === 'postroom',
  );
  assert.equal(services.length, 6);
  for (const { spec } of services) {
    for (const [name, value] of Object.entries(monitor?.spec.selector.matchLabels)) {
      assert.equal(spec.template.metadata.labels[name], value);
    }
    const ports: { name: string }[] = spec.template.spec.containers[0].ports;
    assert.ok(ports.some(({ name }) => name === endpoint.port));
  }
  const rules = JSON.stringify(ofKind(objects, 'PrometheusRule')[0]?.spec);
  const jobs = new Set([...rules.matchAll(/job=\\"([^"\\]+)/g)].map((match) => match[1]));
  assert.deepEqual([...jobs], [endpoint.relabelings[0].replacement]);
  const dashboards = ofKind(objects, 'ConfigMap').filter(({ metadata }) => metadata.labels?.grafana_dashboard === '1');
  assert.equal(dashboards.flatMap(({ data }) => Object.keys(data)).length, 4);
});

test('Prometheus of Compose sends its alerts to the Alertmanager beside it', async () => {
  const compose = parse(await readFile(new URL('docker-compose.yml', root), 'utf8'), {
    merge: true,
    maxAliasCount: -1,
  });
  const prometheus = parse(await readFile(new URL('deploy/prometheus/prometheus.yml', root), 'utf8'));
  const [target] = prometheus.alerting.alertmanagers[0].static_configs[0].targets;
  assert.equal(target, 'alertmanager:9093');
  const { alertmanager } = compose.services;
  assert.ok(alertmanager.networks.some((name: string) => compose.services.prometheus.networks.includes(name)));
  const { route, receivers } = parse(await readFile(new URL('deploy/alertmanager/alertmanager.yml', root), 'utf8'));
  assert.deepEqual(
    receivers.map(({ name }: { name: string }) => name),
    [route.receiver],
  );
});
