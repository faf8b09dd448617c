import type { JsonObject } from '@postroom/jmap';
import { listMailboxes } from '@postroom/mailbox';
import { startWeb, type TestAccount, type TestWeb } from '../../testing.ts';

/** The response of Mailbox/set (RFC 8620 5.3). */
export interface SetMailboxes {
  readonly created: Record<string, JsonObject> | null;
  readonly updated: Record<string, null> | null;
  readonly destroyed: string[] | null;
  readonly notCreated: Record<string, JsonObject> | null;
  readonly notUpdated: Record<string, JsonObject> | null;
  readonly notDestroyed: Record<string, JsonObject> | null;
  readonly newState: string;
}

/** A server with helpers for tests of mailboxes. */
export interface JmapMailboxFixture {
  readonly web: TestWeb;
  set(account: TestAccount, args: object): Promise<SetMailboxes>;
  /** Returns the paths of all mailboxes. */
  names(account: TestAccount): Promise<string[]>;
  /** Makes an account with these mailboxes; returns their ids by key. */
  withMailboxes(
    ...create: [key: string, object: object][]
  ): Promise<{ account: TestAccount; ids: Record<string, string> }>;
}

export async function openJmapMailboxFixture(): Promise<JmapMailboxFixture> {
  const web = await startWeb();
  const set = (account: TestAccount, args: object) => web.one<SetMailboxes>(account, 'Mailbox/set', args);
  return {
    web,
    set,
    names: async ({ number }) => (await listMailboxes(web.store.pool, number)).map(({ name }) => name),
    async withMailboxes(...create) {
      const account = await web.account();
      const { created } = await set(account, { create: Object.fromEntries(create) });
      const ids = Object.fromEntries(Object.entries(created ?? {}).map(([key, { id }]) => [key, id as string]));
      return { account, ids };
    },
  };
}
