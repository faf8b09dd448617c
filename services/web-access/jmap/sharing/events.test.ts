import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type Changed, listen, openSharingFixture } from './testing.ts';

const { web, mailbox, share } = await openSharingFixture();
after(() => web[Symbol.asyncDispose]());

test('an open event source covers a shared mailbox from when it is shared until it is not', async () => {
  const [owner, other] = [await web.account(), await web.account()];
  const team = await mailbox(owner, 'Team');
  const stop = new AbortController();
  const source = await listen(web, other, stop.signal);
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
