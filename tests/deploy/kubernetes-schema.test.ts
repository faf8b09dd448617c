import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type KubernetesObject, nameOf, ofKind } from './kubernetes/objects.ts';
import { findKustomize, render, variants } from './kubernetes/render.ts';
import { validate } from './kubernetes/schemas.ts';
import { unknownFields } from './kubernetes/unknown-fields.ts';

const kustomize = await findKustomize();
const options = 'skip' in kustomize ? { skip: kustomize.skip } : {};
const command = 'command' in kustomize ? kustomize.command : [];

for (const variant of Object.keys(variants)) {
  test(`${variant}: every object matches its schema and has no unknown field`, options, async () => {
    const objects = await render(command, variant);
    assert.ok(objects.length > 40, `only ${objects.length} objects`);
    for (const object of objects) {
      await assert.doesNotReject(validate(object), nameOf(object));
    }
    assert.deepEqual(await unknownFields(objects), []);
  });

  test(`${variant}: object names are unique, and all objects are in the namespace`, options, async () => {
    const objects = await render(command, variant);
    const names = objects.map((object) => `${object.apiVersion} ${nameOf(object)}`);
    assert.deepEqual(names, [...new Set(names)]);
    const [namespace] = ofKind(objects, 'Namespace');
    for (const object of objects) {
      if (object.kind !== 'Namespace')
        assert.equal(object.metadata.namespace, namespace?.metadata.name, nameOf(object));
    }
  });
}

test(
  'the schema check finds unknown fields, also nested ones, wrong types and values that are not allowed',
  options,
  async () => {
    const service = ofKind(await render(command, 'local'), 'Deployment').find(
      ({ metadata }) => metadata.name === 'imap-access',
    );
    assert.ok(service);
    const broken = (change: (container: Record<string, unknown>) => void): KubernetesObject => {
      const copy = structuredClone(service) as KubernetesObject;
      change(copy.spec.template.spec.containers[0]);
      return copy;
    };
    const unknown = broken((container) => Object.assign(container.readinessProbe as object, { periodSecond: 5 }));
    assert.match(
      (await unknownFields([unknown])).join('\n'),
      /^Deployment\/imap-access: .*'"periodSecond"' does not exist/,
    );

    const wrongType = broken((container) => Object.assign(container, { args: 'imap-access' }));
    await assert.rejects(validate(wrongType));
    const wrongWord = broken((container) => Object.assign(container, { imagePullPolicy: 'Sometimes' }));
    await assert.rejects(validate(wrongWord));

    const store = ofKind(await render(command, 'production'), 'ObjectStore')[0];
    assert.ok(store);
    const misspelt = structuredClone(store) as KubernetesObject;
    misspelt.spec.configuration.s3Credential = misspelt.spec.configuration.s3Credentials;
    assert.match((await unknownFields([misspelt])).join('\n'), /'"s3Credential"' does not exist/);
  },
);
