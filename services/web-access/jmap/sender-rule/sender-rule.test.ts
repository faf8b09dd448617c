import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { JsonObject } from '@postroom/jmap';
import { startWeb } from '../../testing.ts';

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());

interface Got {
  readonly list: readonly JsonObject[];
  readonly notFound: readonly string[];
  readonly state: string;
}
type Refusals = Record<string, { type: string; properties?: string[]; existingId?: string }> | null;
interface Changed {
  readonly oldState: string;
  readonly newState: string;
  readonly created: Record<string, JsonObject> | null;
  readonly updated: JsonObject | null;
  readonly destroyed: readonly string[] | null;
  readonly notCreated: Refusals;
  readonly notUpdated: Refusals;
  readonly notDestroyed: Refusals;
}

test('an account lists, adds, changes and removes its own sender rules', async () => {
  const [alice, bob] = [await web.account(), await web.account()];
  const get = (account = alice, args = {}) => web.one<Got>(account, 'SenderRule/get', args);
  const set = (args: object, account = alice) => web.one<Changed>(account, 'SenderRule/set', args);
  const none = await get();
  assert.deepEqual(none.list, []);

  const made = await set({
    create: {
      news: { pattern: 'News@Bücher.example', rule: 'never' },
      shop: { pattern: 'shop.example', rule: 'always' },
    },
  });
  const { id } = (made.created?.news ?? {}) as { id: string };
  assert.equal(made.oldState, none.state);
  assert.notEqual(made.newState, none.state);
  assert.equal(made.created?.news?.pattern, 'news@xn--bcher-kva.example', 'as it is compared');
  assert.ok(!('pattern' in (made.created?.shop ?? {})), 'as it was given');

  const again = await set({ create: { same: { pattern: 'news@bücher.example', rule: 'always' } } });
  assert.deepEqual([again.notCreated?.same?.type, again.notCreated?.same?.existingId], ['alreadyExists', id]);
  assert.deepEqual((await set({ update: { [id]: { rule: 'always' } } })).updated, { [id]: null });
  const { list, notFound } = await get(alice, { ids: [id, 'R999999'], properties: ['rule'] });
  assert.deepEqual([list, notFound], [[{ id, rule: 'always' }], ['R999999']]);
  const whole = (await get(alice, { ids: [id] })).list[0] as JsonObject;
  assert.deepEqual(
    (await set({ update: { [id]: { ...whole, rule: 'never' } } })).updated,
    { [id]: null },
    'passed back',
  );
  const changed = (await get(alice, { ids: [id] })).list[0] as JsonObject;
  assert.deepEqual(changed, { ...whole, rule: 'never' }, 'nothing else changed');

  assert.deepEqual((await get(bob)).list, []);
  const stolen = await set({ update: { [id]: { rule: 'always' } }, destroy: [id] }, bob);
  assert.deepEqual([stolen.notUpdated?.[id]?.type, stolen.notDestroyed?.[id]?.type], ['notFound', 'notFound']);
  assert.deepEqual((await set({ destroy: [id] })).destroyed, [id]);
  assert.deepEqual(
    (await get()).list.map(({ pattern, rule }) => [pattern, rule]),
    [['shop.example', 'always']],
  );
  const [stale] = await web.call(alice, ['SenderRule/set', { ifInState: none.state, destroy: [] }]);
  assert.equal(stale?.[1].type, 'stateMismatch');
});

test('of several windows that add the same sender at once, one adds it and the others are told', async () => {
  const alice = await web.account();
  const answers = await Promise.all(
    (['always', 'never', 'always', 'never'] as const).map((rule) =>
      web.one<Changed>(alice, 'SenderRule/set', { create: { k: { pattern: 'both.example', rule } } }),
    ),
  );
  const rules = (await web.one<Got>(alice, 'SenderRule/get', {})).list;
  const [made] = answers.flatMap(({ created }) => (created?.k ? [created.k.id] : []));
  assert.deepEqual([rules.length, rules[0]?.id], [1, made]);
  const told = answers.flatMap(({ notCreated }) => (notCreated?.k ? [notCreated.k.existingId] : []));
  assert.deepEqual(told, [made, made, made]);
});

test('what is no rule of a sender is refused', async () => {
  const alice = await web.account();
  const wrong: [object, string][] = [
    [{ rule: 'never' }, 'pattern'],
    [{ pattern: 'a b@c.example', rule: 'never' }, 'pattern'],
    [{ pattern: 'x\u0000.example', rule: 'never' }, 'pattern'],
    [{ pattern: `${'x'.repeat(400)}.example`, rule: 'never' }, 'pattern'],
    [{ pattern: 'x.example', rule: 'sometimes' }, 'rule'],
    [{ pattern: 'x.example' }, 'rule'],
    [{ pattern: 'x.example', rule: 'never', createdAt: '2026-01-01T00:00:00Z' }, 'createdAt'],
  ];
  for (const [object, property] of wrong) {
    const { notCreated } = await web.one<Changed>(alice, 'SenderRule/set', { create: { k: object } });
    assert.deepEqual([notCreated?.k?.type, notCreated?.k?.properties], ['invalidProperties', [property]]);
  }
  const { created } = await web.one<Changed>(alice, 'SenderRule/set', {
    create: { k: { pattern: 'x.example', rule: 'never' } },
  });
  const { id } = (created?.k ?? {}) as { id: string };
  for (const patch of [{ rule: 'x' }, { pattern: 'y.example' }]) {
    const { notUpdated } = await web.one<Changed>(alice, 'SenderRule/set', { update: { [id]: patch } });
    assert.equal(notUpdated?.[id]?.type, 'invalidProperties');
  }
});
