import assert from 'node:assert/strict';
import type { JsonObject } from '@postroom/jmap';
import { listMailboxes } from '@postroom/mailbox';
import { startWeb, type TestAccount, type TestWeb } from '../../../testing.ts';

interface SetResult {
  readonly created: Record<string, JsonObject> | null;
  readonly notCreated: Record<string, JsonObject> | null;
}

export interface Writer extends AsyncDisposable {
  readonly web: TestWeb;
  readonly account: TestAccount;
  readonly mailboxIds: Readonly<Record<string, true>>;
  /** Creates an email in Drafts. */
  create(email: object): Promise<SetResult>;
  /** Creates an email and returns its octets. */
  made(email: object): Promise<string>;
  /** Uploads a blob and returns its id. */
  upload(content: string | Buffer, type: string): Promise<string>;
}

/** Starts web-access with an account that creates emails. */
export async function openWriter(): Promise<Writer> {
  const web = await startWeb();
  const account = await web.account();
  const mailboxes = await listMailboxes(web.store.pool, account.number);
  const drafts = mailboxes.find(({ name }) => name === 'Drafts');
  const mailboxIds = { [`M${drafts?.mailboxId}`]: true } as const;
  const create = (email: object) =>
    web.one<SetResult>(account, 'Email/set', { create: { one: { mailboxIds, ...email } } });
  return {
    web,
    account,
    mailboxIds,
    create,
    async made(email) {
      const { created, notCreated } = await create(email);
      assert.equal(notCreated, null, JSON.stringify(notCreated));
      const response = await web.fetch(`/jmap/download/${account.id}/${created?.one?.blobId}/x`, account);
      return response.text();
    },
    async upload(content, type) {
      const response = await web.fetch(`/jmap/upload/${account.id}`, account, {
        method: 'POST',
        body: content as never,
        headers: { 'content-type': type },
      });
      return ((await response.json()) as { blobId: string }).blobId;
    },
    [Symbol.asyncDispose]: () => web[Symbol.asyncDispose](),
  };
}
