import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { TestAccount } from '../../testing.ts';
import { sharingGround } from './testing.ts';

const { web, mailbox, share } = await sharingGround();
after(() => web[Symbol.asyncDispose]());

type Changed = Record<string, Record<string, string>>;

/** What an event source that is open tells, one after the other. */
async function listen(account: TestAccount, signal: AbortSignal): Promise<AsyncGenerator<Changed>> {
  const response = await web.fetch('/jmap/events?types=*&closeafter=no&ping=0', account, { signal });
  return told((response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()));
}

async function* told(pieces: ReadableStream<string>): AsyncGenerator<Changed> {
  let text = '';
  for await (const piece of pieces) {
    text += piece;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1] ?? '{}';
      text = text.slice(end + 2);
      yield (JSON.parse(data) as { changed: Changed }).changed;
    }
  }
}

test('an open event source tells of what is shared as of what is one’s own, from when it is shared until it is not', async () => {
  const [owner, other] = [await web.account(), await web.account()];
  const team = await mailbox(owner, 'Team');
  const stop = new AbortController();
  const source = await listen(other, stop.signal);
  const until = async (is: (changed: Changed) => boolean): Promise<Changed> => {
    for (;;) {
      const { value, done } = await source.next();
      assert.ok(!done);
      if (is(value)) return value;
    }
  };
  await share(owner, team, other, 'mayReadItems');
  const shared = await until((changed) => owner.id in changed);
  const sinceState = shared[owner.id]?.Email;
  assert.ok(sinceState);
  const { id } = await web.append(owner, 'Subject: new\r\n\r\n', { mailbox: 'Team' });
  const changed = await until((changed) => owner.id in changed);
  const [response] = await web.call(other, ['Email/changes', { accountId: owner.id, sinceState }]);
  assert.deepEqual([response?.[1].created, response?.[1].newState], [[id], changed[owner.id]?.Email]);
  await share(owner, team, other);
  const last = await until((changed) => changed[other.id]?.ShareNotification !== undefined);
  assert.ok(!(owner.id in last));
  stop.abort();
});
