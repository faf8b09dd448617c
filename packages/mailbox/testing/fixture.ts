import { after } from 'node:test';
import { stageBlob } from '@postroom/blobs';
import { type Pool, transaction } from '@postroom/database';
import { addDomain, insertAccount } from '@postroom/directory';
import { testDatabase } from '@postroom/testkit';
import {
  appendMessages,
  type Entry,
  type MailboxRef,
  type MailboxStore,
  openMailbox,
  provisionAccount,
  readEntries,
} from '../index.ts';

/** A database for one test file, with helpers that create accounts and messages. */
export interface MailboxFixture {
  readonly pool: Pool;
  readonly store: MailboxStore;
  account(quotaBytes?: number | null): Promise<number>;
  setQuota(accountId: number, quotaBytes: number | null): Promise<void>;
  /** Appends a message and returns its uid. */
  append(mailbox: MailboxRef, subject: string, flags?: number, keywords?: string[]): Promise<number>;
  entries(mailbox: MailboxRef, fields?: object): Promise<Entry[]>;
}

export async function openMailboxFixture(): Promise<MailboxFixture> {
  const database = await testDatabase();
  const { pool } = database;
  const store: MailboxStore = { pool, objects: undefined, announce: () => {} };
  after(() => database[Symbol.asyncDispose]());
  await addDomain(pool, 'example.test');
  let made = 0;
  return {
    pool,
    store,
    account: (quotaBytes = null) =>
      transaction(pool, async (tx) => {
        const id = await insertAccount(tx, { address: `user${made++}@example.test`, password: 'secret', quotaBytes });
        await provisionAccount(tx, id);
        return id;
      }),
    async setQuota(accountId, quotaBytes) {
      await pool.query('update accounts set quota_bytes = $2 where id = $1', [accountId, quotaBytes]);
    },
    async append(mailbox, subject, flags = 0, keywords = []) {
      const blob = stageBlob(Buffer.from(`Subject: ${subject}\r\n\r\nbody of ${subject}\r\n`));
      const filed = await appendMessages(store, mailbox, [
        { blob, facts: facts(subject), flags, keywords, internalDate: new Date('2026-11-20T23:30:00Z') },
      ]);
      return filed[0]?.uid as number;
    },
    async entries(mailbox, fields = {}) {
      const { uids } = await openMailbox(pool, mailbox, { claimRecent: false });
      return (await Array.fromAsync(readEntries(pool, mailbox, uids, fields))).flat();
    },
  };
}

export function facts(subject: string) {
  return {
    envelope: Buffer.from(`(NIL "${subject}")`),
    bodyStructure: Buffer.from('("text" "plain")'),
    parts: '{}',
    messageId: '<1@example.test>',
    inReplyTo: [],
    references: ['<0@example.test>'],
    sentAt: new Date('2026-11-22T10:00:00Z'),
    sentOn: '2026-11-22',
    subject,
    preview: '',
    hasAttachment: false,
    searchSubject: subject.toLowerCase(),
    searchFrom: 'alice alice@example.test',
    searchTo: '',
    searchCc: '',
    searchBcc: '',
    searchText: `the body of ${subject.toLowerCase()} 你好`,
    searchTextCut: false,
  };
}
