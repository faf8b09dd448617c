import assert from 'node:assert/strict';
import { test } from 'node:test';
import Type from 'typebox';
import { collectSections } from './config-docs/collect.ts';
import { envExample } from './config-docs/env-example.ts';
import { configPage } from './config-docs/page.ts';
import { variableOf } from './config-docs/variable.ts';

const sections = await collectSections(new URL('../', import.meta.url));

test('the documentation has every service, and every variable once', () => {
  const titles = sections.map(({ title }) => title);
  for (const title of ['npm start', 'mailbox-store', 'smtp-ingress', 'delivery-worker'])
    assert.ok(titles.includes(title));
  const services = sections.filter(({ title }) => title !== 'npm start').flatMap(({ variables }) => variables);
  assert.equal(new Set(services.map(({ name }) => name)).size, services.length);
  for (const { name, description } of services) assert.notEqual(description, '', name);
});

test('every port variable allows valid port numbers only', () => {
  const ports = sections.flatMap(({ title, variables }) => (title === 'npm start' ? [] : variables));
  for (const { name, allowed } of ports) if (/_PORT$/.test(name)) assert.match(allowed, /^[01] to 65535$/, name);
});

test('the documentation of a variable is what it declares', () => {
  const declared = Type.Integer({ default: 3, minimum: 1, maximum: 9, description: 'How many.' });
  const variable = variableOf('COUNT', declared, false);
  assert.deepEqual(variable, {
    name: 'COUNT',
    default: '3',
    required: false,
    description: 'How many.',
    allowed: '1 to 9',
  });
  const section = [
    { title: 'start', about: '', variables: [] },
    {
      title: 'one',
      about: 'About it.',
      variables: [variable, variableOf('URL', Type.String({ description: 'A | B' }), false)],
    },
  ];
  assert.match(
    configPage(section),
    /\| `COUNT` \| `3` \| 1 to 9 \| How many\. \|\n\| `URL` \| must be set \| {2}\| A \\\| B \|/,
  );
  assert.match(envExample(section), /# How many\. Allowed: 1 to 9\.\n# COUNT=3\n\n# A \| B Must be set\.\n# URL=\n/);
});
