// Checks both sides of the PROXY protocol: load balancers send it, and the services behind them expect it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ofKind, ourPods, serviceOf } from './kubernetes/objects.ts';
import { findKustomize, render } from './kubernetes/render.ts';
import { environmentOf } from './kubernetes/settings.ts';

const kustomize = await findKustomize();
const options = 'skip' in kustomize ? { skip: kustomize.skip } : {};
const command = 'command' in kustomize ? kustomize.command : [];

test(
  'in production every load balancer sends the PROXY header, and the services behind them expect it',
  options,
  async () => {
    const objects = await render(command, 'production');
    const balanced = ofKind(objects, 'Service').filter(({ spec }) => spec.type === 'LoadBalancer');
    const ports = balanced.flatMap(({ spec }) => spec.ports.map(({ port }: { port: number }) => port));
    assert.deepEqual(
      ports.sort((a, b) => a - b),
      [25, 465, 587, 993, 995],
    );
    for (const { metadata } of balanced) {
      const told = Object.keys((metadata as { annotations?: object }).annotations ?? {});
      assert.ok(told.filter((name) => /proxy-?protocol/.test(name)).length >= 8, metadata.name);
    }
    const behind = new Set(balanced.map(({ spec }) => spec.selector['app.kubernetes.io/component']));
    for (const pod of ourPods(objects)) {
      const [container] = pod.containers;
      assert.ok(container);
      const from = environmentOf(container, objects).get('PROXY_PROTOCOL_FROM');
      assert.equal(from !== undefined, behind.has(serviceOf(pod)), pod.owner);
    }
  },
);

test('without load balancers no address may send a PROXY header', options, async () => {
  const objects = await render(command, 'local');
  for (const { containers } of ourPods(objects)) {
    for (const container of containers) assert.ok(!environmentOf(container, objects).has('PROXY_PROTOCOL_FROM'));
  }
});
