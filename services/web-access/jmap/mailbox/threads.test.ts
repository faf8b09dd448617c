import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { copyMessages, listMailboxes, moveMessages, openMailbox, storeFlags } from '@postroom/mailbox';
import { Random } from '@postroom/testkit';
import { Flag } from '@postroom/types';
import { startWeb } from '../../testing.ts';

const web = await startWeb();
after(() => web[Symbol.asyncDispose]());
const seed = Number(process.env.SEED ?? 20_261_127);
const random = new Random(seed);

interface Mailbox {
  id: string;
  role: string | null;
  totalThreads: number;
  unreadThreads: number;
}
interface Email {
  threadId: string;
  mailboxIds: Record<string, true>;
  keywords: Record<string, true>;
}

test('a mailbox counts the threads that a query finds there, and the unread ones', async () => {
  const alice = await web.account();
  const { pool } = web.store;
  const used = (await listMailboxes(pool, alice.number)).filter(({ name }) =>
    /^(INBOX|Sent|Trash|Archive)$/.test(name),
  );
  for (let n = 1; n <= 60; n++) {
    const raw = `Subject: x\r\nMessage-ID: <${n}@x.test>\r\nIn-Reply-To: <${random.below(n)}@x.test>\r\n\r\nx\r\n`;
    const flags = (random.chance(0.6) ? Flag.Seen : 0) | (random.chance(0.1) ? Flag.Draft : 0);
    await web.append(alice, raw, { mailbox: random.pick(used).name, flags });
  }
  for (let round = 0; round < 8; round++) {
    const [from, to] = [random.pick(used), random.pick(used)];
    const { uids } = await openMailbox(pool, from, { claimRecent: false });
    const some = uids.filter(() => random.chance(0.3));
    if (round % 3 === 0) await moveMessages(web.store, from, to, some);
    else if (round % 3 === 1) await copyMessages(web.store, from, to, some);
    else {
      const flags = random.pick([Flag.Seen, Flag.Deleted]);
      await storeFlags(web.store, from, some, { action: random.pick(['add', 'remove']), flags, keywords: [] });
    }
    const { list } = await web.one<{ list: Mailbox[] }>(alice, 'Mailbox/get', {});
    const trash = list.find(({ role }) => role === 'trash')?.id ?? '';
    const { ids } = await web.one<{ ids: string[] }>(alice, 'Email/query', {});
    const { list: emails } = await web.one<{ list: Email[] }>(alice, 'Email/get', {
      ids,
      properties: ['threadId', 'mailboxIds', 'keywords'],
    });
    for (const { id, totalThreads, unreadThreads } of list) {
      const { total } = await web.one<{ total: number }>(alice, 'Email/query', {
        filter: { inMailbox: id },
        collapseThreads: true,
        calculateTotal: true,
      });
      const here = new Set(emails.filter(({ mailboxIds }) => mailboxIds[id]).map(({ threadId }) => threadId));
      const unread = emails.filter(({ threadId, mailboxIds, keywords }) => {
        if (!here.has(threadId) || keywords.$seen || keywords.$draft) return false;
        return id === trash ? mailboxIds[trash] : Object.keys(mailboxIds).some((each) => each !== trash);
      });
      const wanted = [here.size, here.size, new Set(unread.map(({ threadId }) => threadId)).size];
      assert.deepEqual([total, totalThreads, unreadThreads], wanted, `${id}, round ${round}, seed ${seed}`);
    }
  }
});
