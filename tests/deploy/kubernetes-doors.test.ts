// Checks what a load balancer, an Ingress or a route leads to: mail to the mail ports, and nothing to the admin API.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { type KubernetesObject, nameOf, ofKind, podsOf } from './kubernetes/objects.ts';
import { findKustomize, render, variants } from './kubernetes/render.ts';

const kustomize = await findKustomize();
const options = 'skip' in kustomize ? { skip: kustomize.skip } : {};
const command = 'command' in kustomize ? kustomize.command : [];
/** Components that make web-access reachable from outside. */
const TO_WEB_ACCESS = ['web-gateway', 'web-ingress', 'acme'];
const FOR_THE_INSIDE = 'production with the admin API for the inside';

/** Returns the services that an Ingress or a route leads to. */
function routed(objects: readonly KubernetesObject[]): string[] {
  const ingresses = ofKind(objects, 'Ingress').flatMap(({ spec }) =>
    spec.rules.flatMap((rule: { http: { paths: { backend: { service: { name: string } } }[] } }) =>
      rule.http.paths.map(({ backend }) => backend.service.name),
    ),
  );
  const routes = objects
    .filter(({ kind }) => /^(HTTP|TCP|TLS)Route$/.test(kind))
    .flatMap(({ spec }) => spec.rules.flatMap((rule: { backendRefs: { name: string }[] }) => rule.backendRefs))
    .map(({ name }) => name);
  return [...ingresses, ...routes];
}

/** Returns the workloads behind the Services with an address outside of the cluster. */
function published(objects: readonly KubernetesObject[]): string[] {
  const open = ofKind(objects, 'Service').filter(({ spec }) => ['LoadBalancer', 'NodePort'].includes(spec.type));
  return open.flatMap(({ spec }) =>
    podsOf(objects)
      .filter(({ labels }) => Object.entries(spec.selector).every(([name, value]) => labels[name] === value))
      .map(({ owner }) => owner),
  );
}

for (const variant of Object.keys(variants).filter((name) => name !== FOR_THE_INSIDE)) {
  test(`${variant}: the admin API cannot be reached from outside`, options, async () => {
    const objects = await render(command, variant);
    const open = variants[variant]?.components.filter((name) => TO_WEB_ACCESS.includes(name)) ?? [];
    assert.deepEqual(
      routed(objects),
      open.map(() => 'web-access'),
    );
    assert.ok(!published(objects).includes('Deployment/mailbox-store'));
  });
}

test('the internal admin API is reachable by its own paths alone, and over HTTPS', options, async () => {
  const objects = await render(command, FOR_THE_INSIDE);
  assert.deepEqual(routed(objects), ['mailbox-store', 'mailbox-store']);
  assert.ok(!published(objects).includes('Deployment/mailbox-store'));
  const [ingress] = ofKind(objects, 'Ingress');
  assert.deepEqual(ingress?.spec.tls[0].hosts, [ingress?.spec.rules[0].host]);
  assert.equal(ingress?.spec.rules[0].http.paths[0].path, '/api');
  const [route] = ofKind(objects, 'HTTPRoute');
  assert.equal(route?.spec.rules[0].matches[0].path.value, '/api');
  assert.equal(route?.spec.parentRefs[0].sectionName, 'https');
});

test('the guide restarts every workload that reads the Redis password when it changes', options, async () => {
  const guide = await readFile(new URL('../../docs/kubernetes.md', import.meta.url), 'utf8');
  const steps = /# The password of Redis[\s\S]*?\n\n/.exec(guide)?.[0] ?? '';
  for (const object of await render(command, 'production')) {
    if (!['Deployment', 'StatefulSet'].includes(object.kind)) continue;
    if (!JSON.stringify(object.spec.template).includes('postroom-redis')) continue;
    const component = object.spec.template.metadata.labels['app.kubernetes.io/component'];
    const restarted = object.kind === 'Deployment' && steps.includes('rollout restart deployment\n');
    const removed = steps.includes(`delete pod -l app.kubernetes.io/component=${component}\n`);
    assert.ok(restarted || removed, nameOf(object));
  }
});
