import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { changeEmails, changesState, createMailbox, ownMail } from '@postroom/mailbox';
import { startWeb } from '../testing.ts';
import type { Context } from './context.ts';
import { changing } from './own-changes.ts';

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());
const alice = await web.account();
const context = { services: { store: web.store }, login: { accountId: ownMail(alice.number) } } as unknown as Context;
const state = () => changesState(web.store.pool, ownMail(alice.number));

test('newState is the state that the change led to', async () => {
  const before = await state();
  const { oldState, newState } = await changing(context, ownMail(alice.number), before, async ({ services }) => {
    await createMailbox(services.store, alice.number, 'A');
    await createMailbox(services.store, alice.number, 'B');
  });
  assert.deepEqual([oldState, newState], [before, await state()]);
});

test('a concurrent change of somebody else is not skipped: newState stays the one before it', async () => {
  const { id } = await web.append(alice, 'Subject: x\r\n\r\n');
  const before = await state();
  const { newState } = await changing(context, ownMail(alice.number), null, async ({ services }) => {
    const change = { id: Number(id.slice(1)), keywords: { add: ['$seen'], remove: [] } };
    await changeEmails(services.store, ownMail(alice.number), { update: [change], destroy: [] });
    await web.append(alice, 'Subject: theirs\r\n\r\n');
  });
  assert.equal(newState, before);
  const { created, updated } = await web.one<{ created: string[]; updated: string[] }>(alice, 'Email/changes', {
    sinceState: newState,
  });
  assert.deepEqual([created.length, updated], [1, [id]]);
});

test('without a change the state is the same, and an unexpected ifInState is refused', async () => {
  const before = await state();
  const nothing = await changing(context, ownMail(alice.number), null, async () => {});
  assert.deepEqual(nothing, { oldState: before, newState: before });
  await assert.rejects(
    changing(context, ownMail(alice.number), '1.1', async () => assert.fail('nothing is done')),
    /state/,
  );
});
