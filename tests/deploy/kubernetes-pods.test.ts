// Checks what every pod needs: least privileges, a polite end, and resources that fit what it depends on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type KubernetesObject, nameOf, ofKind, ourPods, podsOf, serviceOf } from './kubernetes/objects.ts';
import { findKustomize, render, variants } from './kubernetes/render.ts';
import { environmentOf } from './kubernetes/settings.ts';

const kustomize = await findKustomize();
const options = 'skip' in kustomize ? { skip: kustomize.skip } : {};
const command = 'command' in kustomize ? kustomize.command : [];
/** The time after STOP_GRACE_SECONDS until a service ends itself (packages/service/run.ts). */
const FORCED_EXIT_SECONDS = 5;

for (const variant of Object.keys(variants)) {
  test(`${variant}: every pod satisfies the "restricted" pod security standard and more`, options, async () => {
    for (const { owner, spec, containers } of podsOf(await render(command, variant))) {
      assert.equal(spec.securityContext.runAsNonRoot, true, owner);
      assert.ok(spec.securityContext.runAsUser > 0, owner);
      assert.deepEqual(spec.securityContext.seccompProfile, { type: 'RuntimeDefault' }, owner);
      assert.equal(spec.automountServiceAccountToken, false, owner);
      for (const field of ['hostNetwork', 'hostPID', 'hostIPC']) assert.equal(spec[field], undefined, owner);
      for (const volume of spec.volumes ?? []) assert.equal(volume.hostPath, undefined, owner);
      for (const { securityContext, resources, image, ports, env } of containers) {
        assert.equal(securityContext.allowPrivilegeEscalation, false, owner);
        assert.equal(securityContext.readOnlyRootFilesystem, true, owner);
        assert.deepEqual(securityContext.capabilities, { drop: ['ALL'] }, owner);
        assert.equal(securityContext.privileged, undefined, owner);
        assert.ok(resources.requests.cpu && resources.requests.memory && resources.limits.memory, owner);
        assert.match(image, /:[^/]+$/, `${owner}: an image without a tag`);
        assert.doesNotMatch(image, /:latest$/, owner);
        for (const port of ports ?? []) assert.ok(port.containerPort > 1024 && port.name, owner);
        // Child processes and many crash reports contain the environment.
        for (const { name, value } of env ?? []) {
          if (/PASSWORD$|TOKEN$|_URL$/.test(name)) assert.equal(value, undefined, `${owner}: ${name}`);
        }
      }
    }
  });

  test(`${variant}: pods may stop as long as their sessions need, and have all three probes`, options, async () => {
    const objects = await render(command, variant);
    for (const pod of ourPods(objects)) {
      if (serviceOf(pod) === 'migrate') continue;
      const [container] = pod.containers;
      assert.ok(container);
      const preStop: number = container.lifecycle?.preStop.sleep.seconds ?? 0;
      const grace = Number(environmentOf(container, objects).get('STOP_GRACE_SECONDS'));
      const needed = preStop + grace + FORCED_EXIT_SECONDS;
      assert.ok(grace >= 10, pod.owner);
      assert.ok(pod.spec.terminationGracePeriodSeconds >= needed, `${pod.owner} needs ${needed} s to end`);
      assert.equal(container.livenessProbe.httpGet.path, '/healthz', pod.owner);
      assert.equal(container.readinessProbe.httpGet.path, '/readyz', pod.owner);
      assert.ok(container.startupProbe, pod.owner);
      assert.equal(pod.spec.topologySpreadConstraints.length, 2, pod.owner);
    }
  });

  test(`${variant}: every Deployment of ours can be drained one pod at a time`, options, async () => {
    const objects = await render(command, variant);
    const budgets = ofKind(objects, 'PodDisruptionBudget');
    for (const deployment of ofKind(objects, 'Deployment')) {
      if (deployment.metadata.labels?.['app.kubernetes.io/name'] !== 'postroom') continue;
      const found = budgets.filter(({ spec }) => isSame(spec.selector, deployment.spec.selector));
      assert.equal(found.length, 1, deployment.metadata.name);
      assert.equal(found[0]?.spec.maxUnavailable, 1);
      assert.equal(deployment.spec.replicas, undefined, 'the autoscaler owns the number of pods');
    }
  });

  test(`${variant}: every object has the recommended labels`, options, async () => {
    for (const object of await render(command, variant)) {
      if (object.kind === 'Namespace') continue;
      assert.equal(object.metadata.labels?.['app.kubernetes.io/part-of'], 'postroom', object.metadata.name);
    }
  });
}

for (const variant of ['production', 'production with KEDA']) {
  test(`${variant}: all connections of all pods fit into PostgreSQL, even during a rollout`, options, async () => {
    const objects = await render(command, variant);
    const most = autoscaled(objects);
    let connections = 0;
    for (const pod of ourPods(objects)) {
      const [container] = pod.containers;
      assert.ok(container);
      if (serviceOf(pod) === 'migrate') {
        connections += 1;
        continue;
      }
      const pods = most.get(serviceOf(pod));
      assert.ok(pods, `${pod.owner} has no autoscaler`);
      const withSurge = pods + Math.ceil(pods / 4);
      connections += withSurge * Number(environmentOf(container, objects).get('DATABASE_POOL'));
    }
    const [cluster] = ofKind(objects, 'Cluster');
    const allowed = Number(cluster?.spec.postgresql.parameters.max_connections);
    // Some connections are left for replicas, backups and people.
    assert.ok(connections + 20 <= allowed, `${connections} of ${allowed}`);
  });
}

/** Returns the most pods of each Deployment; each has one autoscaler. */
function autoscaled(objects: readonly KubernetesObject[]): Map<string, number> {
  const most = new Map<string, number>();
  for (const { kind, spec } of objects) {
    if (kind !== 'HorizontalPodAutoscaler' && kind !== 'ScaledObject') continue;
    const name: string = spec.scaleTargetRef.name;
    assert.ok(!most.has(name), `two autoscalers for ${name}`);
    most.set(name, spec.maxReplicas ?? spec.maxReplicaCount);
  }
  return most;
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

test('a PostgreSQL commit waits for a replica, since a 250 is a promise', options, async () => {
  const [cluster] = ofKind(await render(command, 'production'), 'Cluster');
  assert.ok(cluster?.spec.instances >= 3);
  assert.deepEqual(cluster?.spec.postgresql.synchronous, { method: 'any', number: 1, dataDurability: 'required' });
});

test('KEDA scales at the same share of the CPU request as the autoscalers', options, async () => {
  const [own] = ofKind(await render(command, 'production'), 'HorizontalPodAutoscaler').filter(
    ({ metadata }) => metadata.name === 'delivery-worker',
  );
  const [keda] = ofKind(await render(command, 'production with KEDA'), 'ScaledObject');
  const cpu = keda?.spec.triggers.find(({ type }: { type: string }) => type === 'cpu');
  assert.equal(Number(cpu.metadata.value), own?.spec.metrics[0].resource.target.averageUtilization);
});

test('every pod of ours has the pull secret of the image registry', options, async () => {
  const objects = await render(command, 'production');
  const accounts = ofKind(objects, 'ServiceAccount');
  for (const { owner, spec } of ourPods(objects)) {
    const account = accounts.find(({ metadata }) => metadata.name === spec.serviceAccountName);
    assert.deepEqual(account?.imagePullSecrets, [{ name: 'postroom-registry' }], owner);
  }
});

test('Argo CD applies the objects in the same order as the two kubectl steps', options, async () => {
  const wave = ({ metadata }: { metadata: { annotations?: Record<string, string> } }) =>
    Number(metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? 0);
  for (const variant of ['local', 'production']) {
    const objects = (await render(command, variant)) as never as Parameters<typeof wave>[0][];
    const kinds = objects as never as KubernetesObject[];
    const migrate = objects.filter((_, index) => kinds[index]?.kind === 'Job').map(wave);
    const services = objects.filter(
      (_, index) =>
        kinds[index]?.kind === 'Deployment' && kinds[index]?.metadata.labels?.['app.kubernetes.io/name'] === 'postroom',
    );
    assert.equal(services.length, 6);
    for (const service of services) assert.ok(wave(service) > Math.max(...migrate), variant);
    const stands = kinds.filter(({ kind }) => ['Cluster', 'StatefulSet', 'Secret', 'ConfigMap'].includes(kind));
    for (const one of stands) assert.ok(wave(one as never) < Math.min(...migrate), nameOf(one));
  }
});
