import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { JsonObject } from '@postroom/jmap';
import { startWeb } from '../../testing.ts';

// RFC 8621 8; services/delivery-worker/local/vacation.test.ts tests that responses are sent.

const web = await startWeb({ JMAP_MAX_REQUEST_BYTES: 1_000_000 });
after(() => web[Symbol.asyncDispose]());

interface SetAnswer {
  updated: JsonObject | null;
  notUpdated: Record<string, { type: string; properties?: string[] }> | null;
  notCreated: Record<string, { type: string }> | null;
  notDestroyed: Record<string, { type: string }> | null;
}

test('there is exactly one vacation response, and it returns what was set', async () => {
  const [alice, bob] = [await web.account(), await web.account()];
  const none = {
    id: 'singleton',
    isEnabled: false,
    fromDate: null,
    toDate: null,
    subject: null,
    textBody: null,
    htmlBody: null,
  };
  const get = async (account = alice) =>
    (await web.one<{ list: JsonObject[]; state: string }>(account, 'VacationResponse/get')).list;
  assert.deepEqual(await get(), [none]);
  const told = {
    isEnabled: true,
    fromDate: '2026-11-01T00:00:00Z',
    subject: '不在',
    textBody: 'Ab 1.12.\nwieder da',
    htmlBody: '<p>x',
  };
  const set = await web.one<SetAnswer>(alice, 'VacationResponse/set', {
    update: { singleton: told },
    create: { k: {} },
    destroy: ['singleton'],
  });
  assert.deepEqual(set.updated, { singleton: null });
  assert.deepEqual([set.notCreated?.k?.type, set.notDestroyed?.singleton?.type], ['singleton', 'singleton']);
  assert.deepEqual(await get(), [{ ...none, ...told }]);
  assert.deepEqual(await get(bob), [none]);
  const { list, notFound } = await web.one<{ list: JsonObject[]; notFound: string[] }>(alice, 'VacationResponse/get', {
    ids: ['x', 'singleton'],
    properties: ['subject'],
  });
  assert.deepEqual([list, notFound], [[{ id: 'singleton', subject: '不在' }], ['x']]);
});

test('invalid vacation responses are refused', async () => {
  const alice = await web.account();
  const wrong = [
    ...[
      { isEnabled: 'yes' },
      { fromDate: 'soon' },
      { subject: 'a\r\nBcc: x@x.test' },
      { subject: 7 },
      { textBody: '\0' },
    ],
    ...[{ htmlBody: 'x'.repeat(32 * 1024 + 1) }, { id: 'x' }, { unknown: 1 }],
  ];
  for (const change of wrong) {
    const set = await web.one<SetAnswer>(alice, 'VacationResponse/set', { update: { singleton: change } });
    assert.equal(set.notUpdated?.singleton?.type, 'invalidProperties', Object.keys(change)[0]);
  }
  const other = await web.one<SetAnswer>(alice, 'VacationResponse/set', { update: { x: { isEnabled: true } } });
  assert.equal(other.notUpdated?.x?.type, 'notFound');
});
