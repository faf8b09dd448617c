import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { findScope, NO_POLICY_SETTINGS, putPolicySettings, putSenderRule } from '@postroom/directory';
import { createPolicyMemory } from '@postroom/queue';
import { LETTER, NAMELESS, openPolicyFixture, type Sending } from './testing/policy-fixture.ts';

// The fate of mail by the results of its checks and by its recipients.

const { smtp, alice, listen, bring, accepted, counted, [Symbol.asyncDispose]: close } = await openPolicyFixture();
after(close);

describe('an ordinary mail', () => {
  test('is accepted unchanged, and its trace shows the policy result', async () => {
    const { spam, raw, scans } = await accepted();
    assert.equal(spam, false);
    assert.doesNotMatch(raw, /X-Spam/);
    assert.deepEqual({ ...scans?.policy, seconds: 0 }, { result: 'accept', seconds: 0, score: 0, required: 5 });
    assert.deepEqual(Object.keys(scans ?? {}), ['policy']);
  });

  test('from an internal address skips the checks of the client', async () => {
    const before = await counted('reverse-dns', 'nothing');
    assert.equal((await accepted({ client: '10.1.2.3', helo: 'x' })).scans?.policy?.score, 0);
    assert.equal(await counted('reverse-dns', 'nothing'), before);
    const to = ['alice@postroom.test', 'bob@postroom.test'];
    const strict = await listen({ limits: { networkMails: 1, networkRecipients: 1, unknownRecipients: 1 } });
    for (let mail = 0; mail < 3; mail++) await accepted({ at: strict, client: '10.1.2.3', to });
  });
});

describe('points', () => {
  test('add up to mark a mail as junk, and a header field gives the reasons', async () => {
    const { spam, raw, scans } = await accepted({ client: NAMELESS, helo: 'localhost', from: 'x@nothing.example' });
    assert.equal(spam, true);
    const reason =
      "the sender's domain nothing.example has no mail server; the sending server does not give a full host name; 198.51.100.9 has no name in DNS";
    assert.ok(raw.includes(`X-Spam-Flag: YES\r\nX-Spam-Reason: ${reason}\r\n`), raw);
    assert.deepEqual({ ...scans?.policy, seconds: 0 }, { result: 'junk', seconds: 0, score: 7.5, required: 5, reason });
    assert.equal(scans?.['policy reverse-dns']?.reason, '198.51.100.9 has no name in DNS');
  });

  test('below the threshold are recorded and change nothing else', async () => {
    const { spam, raw, scans } = await accepted({ client: '203.0.113.8' });
    assert.equal(spam, false);
    assert.doesNotMatch(raw, /X-Spam/);
    assert.match(
      scans?.policy?.reason ?? '',
      /203\.0\.113\.8 has the name mail\.good\.example, which has another address/,
    );
  });

  test('above the refusal threshold refuse a mail, and with POLICY=mark they do not', async () => {
    const lists = 'block.example=20';
    const reply = await bring({ at: await listen({ lists }), client: NAMELESS });
    assert.match(reply, /^550 5\.7\.1 Message refused: 198\.51\.100\.9 is listed by block\.example; /);
    const { spam, scans } = await accepted({ at: await listen({ lists, mode: 'mark' }), client: NAMELESS });
    assert.equal(spam, false);
    assert.match(scans?.policy?.reason ?? '', /^would be reject: /);
  });

  test('fields of the sender that imitate ours are removed', async () => {
    const { raw } = await accepted({ header: `X-Spam-Reason: none\r\nX-SPAM-flag: NO\r\n${LETTER}` });
    assert.doesNotMatch(raw, /x-spam/i);
  });

  test('in the settings override those of a check, and off turns a check off', async () => {
    const client = NAMELESS;
    assert.equal((await accepted({ at: await listen({ checks: 'reverse-dns=6' }), client })).spam, true);
    assert.equal((await accepted({ at: await listen({ checks: 'reverse-dns=junk' }), client })).spam, true);
    const none = await accepted({ at: await listen({ checks: 'reverse-dns=off' }), client });
    assert.deepEqual(Object.keys(none.scans ?? {}), ['policy']);
    assert.match(await bring({ at: await listen({ checks: 'reverse-dns=defer' }), client }), /^451 4\.7\.25 /);
  });
});

describe('users and domains', () => {
  const platform = { domain: null, accountId: null };
  const junk: Sending = { client: NAMELESS, helo: 'localhost', from: 'x@nothing.example' };

  test('can always allow or never allow a sender; the nearest and most specific rule wins', async () => {
    const fate = async (from: string, sending: Sending = junk) => {
      const header = `From: ${from}\r\nSubject: x\r\n`;
      return (await bring({ ...sending, header })).slice(0, 3) === '250'
        ? (await smtp.accepted()).at(-1)?.spam
        : 'refused';
    };
    assert.equal(await fate('news@shop.example'), true);
    await putSenderRule(smtp.pool, platform, { rule: 'never', pattern: '*.shop.example' });
    await putSenderRule(smtp.pool, platform, { rule: 'never', pattern: 'shop.example' });
    assert.equal(await fate('news@shop.example'), 'refused');
    assert.equal(await fate('news@mail.SHOP.example', {}), 'refused');
    await putSenderRule(smtp.pool, await findScope(smtp.pool, 'postroom.test'), {
      rule: 'always',
      pattern: 'news@shop.example',
    });
    assert.equal(await fate('news@shop.example'), false);
    await putSenderRule(smtp.pool, await findScope(smtp.pool, 'alice@postroom.test'), {
      rule: 'never',
      pattern: 'n*@shop.example',
    });
    assert.equal(await fate('news@shop.example'), 'refused');
    await putSenderRule(smtp.pool, { domain: null, accountId: alice }, { rule: 'always', pattern: `${NAMELESS}/32` });
    assert.equal(await fate('news@shop.example'), 'refused');
    assert.equal(await fate('other@far.example'), false);
  });

  test('that never allow a sender get its mail as junk when others accept it', async () => {
    await putSenderRule(smtp.pool, { domain: null, accountId: alice }, { rule: 'never', pattern: 'list@good.example' });
    const to = ['bob@postroom.test', 'alice@postroom.test'];
    const { spam } = await accepted({ to, header: 'From: list@good.example\r\n' });
    assert.equal(spam, false);
    const { rows } = await smtp.pool.query<{ recipient: string; junk: boolean | null }>(
      'select recipient, junk from deliveries where mail_id = (select max(id::text)::uuid from accepted_mails) order by recipient',
    );
    assert.deepEqual(rows, [
      { recipient: 'alice@postroom.test', junk: true },
      { recipient: 'bob@postroom.test', junk: null },
    ]);
  });

  test('have their own thresholds and weights', async () => {
    const scope = await findScope(smtp.pool, 'bob@postroom.test');
    const to = ['bob@postroom.test'];
    const sending = { ...junk, to };
    assert.equal((await accepted(sending)).spam, true);
    await putPolicySettings(smtp.pool, scope, { ...NO_POLICY_SETTINGS, junkPoints: 9 });
    assert.equal((await accepted(sending)).spam, false);
    await putPolicySettings(smtp.pool, scope, {
      ...NO_POLICY_SETTINGS,
      junkPoints: 9,
      rejectPoints: 20,
      checks: { helo: '30' },
    });
    assert.match(await bring(sending), /^550 5\.7\.1 /);
    await putPolicySettings(smtp.pool, scope, { ...NO_POLICY_SETTINGS, checks: { helo: 'off' } });
    assert.equal((await accepted(sending)).scans?.policy?.score, 5.5);
    await putPolicySettings(smtp.pool, scope, NO_POLICY_SETTINGS);
  });

  test('have mail quarantined from their own number of points on', async () => {
    const fates = async (sending: Sending) => {
      assert.match(await bring(sending), /^250 /);
      const { rows } = await smtp.pool.query<{ recipient: string; state: string; reason: string | null }>(
        `select recipient, state, quarantine->>'reason' as reason from deliveries
         where mail_id = (select max(id::text)::uuid from accepted_mails) order by recipient`,
      );
      return rows.map(({ recipient, state, reason }) => [recipient.split('@')[0], state, reason !== null]);
    };
    const sending = { ...junk, to: ['dora@postroom.test', 'bob@postroom.test'] };
    const scope = await findScope(smtp.pool, 'bob@postroom.test');
    await putPolicySettings(smtp.pool, scope, { ...NO_POLICY_SETTINGS, quarantinePoints: 6 });
    const differing = [
      ['bob', 'quarantined', true],
      ['dora', 'queued', false],
    ];
    assert.deepEqual(await fates(sending), differing);
    // Bob alone would refuse this mail. Because dora takes it, his copy is quarantined instead.
    await putPolicySettings(smtp.pool, scope, { ...NO_POLICY_SETTINGS, quarantinePoints: 6, rejectPoints: 7 });
    assert.deepEqual(await fates(sending), differing);
    assert.match(await bring({ ...sending, to: ['bob@postroom.test'] }), /^550 5\.7\.1 /);
    const apart = await listen({ thresholds: { junkPoints: 5, quarantinePoints: 6, rejectPoints: 15 } });
    assert.deepEqual(await fates({ ...sending, at: apart }), [differing[0], ['dora', 'quarantined', true]]);
    // No spam flag in the message: programs would file it as junk after its release.
    assert.doesNotMatch((await smtp.accepted()).at(-1)?.raw ?? '', /X-Spam/);
    await putPolicySettings(smtp.pool, scope, { ...NO_POLICY_SETTINGS, quarantinePoints: 0 });
    assert.deepEqual(await fates({ ...sending, at: apart }), [
      ['bob', 'queued', false],
      ['dora', 'quarantined', true],
    ]);
    const marking = await listen({
      mode: 'mark',
      thresholds: { junkPoints: 5, quarantinePoints: 6, rejectPoints: 15 },
    });
    assert.deepEqual(
      (await fates({ ...sending, at: marking })).map(([, state]) => state),
      ['queued', 'queued'],
    );
    await putPolicySettings(smtp.pool, scope, NO_POLICY_SETTINGS);
  });
});

test('while DNS and Redis are away mail is accepted without long delays', async () => {
  using away = createPolicyMemory({ url: 'redis://127.0.0.1:1', prefix: 'x' });
  const at = await listen({ memory: away, checks: 'greylist=defer', withinMs: 300 });
  const { spam, scans } = await accepted({ at, client: '192.0.99.1', from: 'x@away.example' });
  assert.equal(spam, false);
  for (const check of ['network-rate', 'sender-domain'])
    assert.equal(scans?.[`policy ${check}`]?.result, 'failed', check);
  assert.ok((await counted('greylist', 'failed')) > 0);
});
