import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerAt, type PeerOptions, type SmtpPeer, startSmtpPeer } from '@postroom/testkit';
import { type ConnectOptions, connectSmtp } from './connect.ts';
import type { OutgoingMessage } from './message.ts';

const CONTENT = 'Subject: hello\r\n\r\n.a line with a dot\r\n..two\r\nbare\nlf and bare\rcr\r\nno end';
const AS_SENT = 'Subject: hello\r\n\r\n.a line with a dot\r\n..two\r\nbare\r\nlf and bare\r\ncr\r\nno end\r\n';

function message(parts: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return {
    reversePath: 'alice@a.test',
    recipients: [{ address: 'bob@b.test' }],
    size: CONTENT.length,
    async *content() {
      yield Buffer.from(CONTENT);
    },
    ...parts,
  };
}

function to(peer: SmtpPeer, options: Partial<ConnectOptions> = {}) {
  return connectSmtp({ host: peer.host, port: peer.port, helloName: 'me.test', ...options });
}

const addresses = (...list: string[]) => list.map((address) => ({ address }));

for (const extensions of [['PIPELINING', 'SIZE 1000'], []]) {
  test(`a message arrives byte for byte with extensions [${extensions}]`, async () => {
    await using peer = await startSmtpPeer({ extensions });
    await using session = await to(peer);
    const recipients = addresses('bob@b.test', 'carol@b.test');
    const outcomes = await session.send(message({ recipients }));
    assert.deepEqual(
      outcomes.map(({ address, result, code, enhanced, text }) => [address, result, code, enhanced, text]),
      [
        ['bob@b.test', 'accepted', 250, '2.0.0', 'Ok, queued'],
        ['carol@b.test', 'accepted', 250, '2.0.0', 'Ok, queued'],
      ],
    );
    assert.equal(peer.messages[0]?.content.toString(), AS_SENT);
    assert.deepEqual(peer.messages[0]?.recipients, ['bob@b.test', 'carol@b.test']);
    await session.quit();
    assert.equal(peer.lines.at(-1), 'QUIT');
  });
}

test('each recipient has its own outcome', async () => {
  await using peer = await startSmtpPeer({
    script: ({ stage, address }) => {
      if (stage !== 'rcpt') return undefined;
      if (address.startsWith('no')) return '550 5.1.1 No such user';
      return address.startsWith('later') ? '450 4.2.1 Try later' : undefined;
    },
  });
  await using session = await to(peer);
  const outcomes = await session.send(message({ recipients: addresses('no@b.test', 'yes@b.test', 'later@b.test') }));
  assert.deepEqual(
    outcomes.map(({ result, stage, code, enhanced, text }) => [result, stage, code, enhanced, text]),
    [
      ['permanent', 'rcpt', 550, '5.1.1', 'No such user'],
      ['accepted', 'end-of-data', 250, '2.0.0', 'Ok, queued'],
      ['temporary', 'rcpt', 450, '4.2.1', 'Try later'],
    ],
  );
  assert.deepEqual(peer.messages[0]?.recipients, ['yes@b.test']);
});

test('a connection can send several messages, also after a refused one', async () => {
  for (const extensions of [['PIPELINING'], []]) {
    await using peer = await startSmtpPeer({ extensions, script: answerAt('rcpt', '550 no', 'no@b.test') });
    await using session = await to(peer, { maxMessages: 4 });
    const results: string[] = [];
    for (const address of ['a@b.test', 'no@b.test', 'c@b.test', 'd@b.test']) {
      assert.equal(session.usable, true);
      results.push(...(await session.send(message({ recipients: addresses(address) }))).map(({ result }) => result));
    }
    assert.deepEqual(results, ['accepted', 'permanent', 'accepted', 'accepted']);
    assert.equal(session.usable, false);
    assert.equal(peer.connections, 1);
    assert.equal(peer.messages.length, 3);
  }
});

test('a server that accepts DATA without recipients gets an empty message', async () => {
  await using peer = await startSmtpPeer({
    script: ({ stage }) => (stage === 'rcpt' ? '550 no' : stage === 'data' ? '354 go on' : undefined),
  });
  await using session = await to(peer);
  const [outcome] = await session.send(message());
  assert.equal(outcome?.stage, 'rcpt');
  assert.equal(session.usable, true);
});

test('replies at every stage are turned into outcomes', async () => {
  for (const stage of ['mail', 'rcpt', 'data', 'end'] as const) {
    for (const [reply, result] of [
      ['451 4.3.0 not now', 'temporary'],
      ['554 5.7.1 never', 'permanent'],
    ] as const) {
      await using peer = await startSmtpPeer({ script: answerAt(stage, reply) });
      await using session = await to(peer);
      const [outcome] = await session.send(message());
      assert.equal(outcome?.result, result, `${stage} ${reply}`);
      assert.equal(outcome.stage, stage === 'end' ? 'end-of-data' : stage);
      assert.equal(outcome.mayHaveBeenAccepted, false);
      assert.equal(peer.messages.length, 0);
    }
  }
});

test('a lost connection is distinguished from a refusal, and after the dot the outcome is unknown', async () => {
  for (const stage of ['mail', 'rcpt', 'data', 'message', 'end'] as const) {
    await using peer = await startSmtpPeer({ script: answerAt(stage, 'drop') });
    await using session = await to(peer);
    const large = message({
      size: 40_000_000,
      async *content() {
        for (let i = 0; i < 400; i++) yield Buffer.alloc(100_000, 'a\r\n');
      },
    });
    const [outcome] = await session.send(stage === 'message' ? large : message());
    assert.equal(outcome?.result, 'connection', stage);
    assert.equal(outcome.mayHaveBeenAccepted, stage === 'end', stage);
    assert.equal(session.usable, false);
  }
});

test('a 421 reply ends the session', async () => {
  await using peer = await startSmtpPeer({ script: answerAt('rcpt', '421 4.3.2 going down') });
  await using session = await to(peer);
  const [outcome] = await session.send(message());
  assert.deepEqual([outcome?.result, outcome?.code, session.usable], ['temporary', 421, false]);
});

test('a refusal in the middle of the content is noticed', async () => {
  await using peer = await startSmtpPeer({ script: answerAt('message', '552 5.3.4 too much') });
  await using session = await to(peer);
  let yielded = 0;
  const outcomes = await session.send(
    message({
      async *content() {
        for (; yielded < 10_000; yielded++) {
          yield Buffer.from('a line\r\n');
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
      },
    }),
  );
  assert.deepEqual([outcomes[0]?.result, outcomes[0]?.enhanced], ['permanent', '5.3.4']);
  assert.ok(yielded < 10_000);
  assert.equal(session.usable, false);
});

test('content that cannot be read throws, and the message is never completed', async () => {
  await using peer = await startSmtpPeer();
  await using session = await to(peer);
  const broken = message({
    // biome-ignore lint/correctness/useYield: it fails before the first chunk
    async *content() {
      throw new Error('disk on fire');
    },
  });
  await assert.rejects(session.send(broken), /disk on fire/);
  assert.equal(session.usable, false);
  assert.equal(peer.messages.length, 0);
});

test('a message that the server does not support is not sent', async () => {
  const refused = async (extensions: string[], parts: Partial<OutgoingMessage>) => {
    await using peer = await startSmtpPeer({ extensions });
    await using session = await to(peer);
    return (await session.send(message(parts))).map(({ result, enhanced }) => `${result} ${enhanced}`);
  };
  assert.deepEqual(await refused(['SIZE 10'], {}), ['permanent 5.3.4']);
  assert.deepEqual(await refused([], { recipients: addresses('用户@b.test', 'x@b.test') }), [
    'permanent 5.6.7',
    'accepted 2.0.0',
  ]);
  assert.deepEqual(await refused([], { reversePath: '用户@b.test' }), ['permanent 5.6.7']);
  assert.deepEqual(await refused([], { utf8Header: true }), ['permanent 5.6.9']);
  assert.deepEqual(await refused([], { recipients: addresses('a@b.test>\r\nRCPT TO:<c@d.test') }), ['permanent 5.1.3']);
});

test('parameters are passed on if the server supports them', async () => {
  const parts: Partial<OutgoingMessage> = {
    reversePath: '用户@bücher.test',
    recipients: [
      { address: 'Bob@b.test', notify: ['SUCCESS', 'DELAY'], orcpt: { type: 'rfc822', address: 'b+b@b.test' } },
    ],
    eightBit: true,
    ret: 'HDRS',
    envid: 'id=1',
  };
  await using peer = await startSmtpPeer();
  await using session = await to(peer);
  await session.send(message(parts));
  assert.equal(
    peer.messages[0]?.mailLine,
    `MAIL FROM:<用户@bücher.test> SIZE=${CONTENT.length} BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=id+3D1`,
  );
  assert.deepEqual(peer.messages[0]?.rcptLines, [
    'RCPT TO:<Bob@b.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;b+2Bb@b.test',
  ]);

  await using plain = await startSmtpPeer({ extensions: [] });
  await using bare = await to(plain);
  await bare.send(message({ ...parts, reversePath: '' }));
  assert.equal(plain.messages[0]?.mailLine, 'MAIL FROM:<>');
  assert.deepEqual(plain.messages[0]?.rcptLines, ['RCPT TO:<Bob@b.test>']);
});

test('addresses are sent as given, and in A-labels if only the domain is not ASCII', async () => {
  await using peer = await startSmtpPeer({ extensions: [] });
  await using session = await to(peer);
  const recipients = addresses('Bob@BÜCHER.test', 'bob@XN--bcher-kva.test', 'BOB@xn--bcher-kva.test');
  const outcomes = await session.send(message({ reversePath: 'Alice@bücher.test', recipients }));
  assert.deepEqual([...new Set(outcomes.map(({ result }) => result))], ['accepted']);
  assert.equal(peer.messages[0]?.mailLine, 'MAIL FROM:<Alice@xn--bcher-kva.test>');
  assert.deepEqual(peer.messages[0]?.rcptLines, [
    'RCPT TO:<Bob@xn--bcher-kva.test>',
    'RCPT TO:<bob@xn--bcher-kva.test>',
    'RCPT TO:<BOB@xn--bcher-kva.test>',
  ]);
});

test('a server without EHLO gets HELO', async () => {
  await using peer = await startSmtpPeer({ script: answerAt('ehlo', '502 what?') });
  await using session = await to(peer);
  assert.equal((await session.send(message()))[0]?.result, 'accepted');
  assert.deepEqual(peer.lines.slice(0, 3), ['EHLO me.test', 'HELO me.test', 'MAIL FROM:<alice@a.test>']);
});

test('RFC 9422: limits are read', async () => {
  const options: PeerOptions = { extensions: ['LIMITS MAILMAX=2 RCPTMAX=20'] };
  await using peer = await startSmtpPeer(options);
  await using session = await to(peer);
  assert.equal(session.maxRecipients, 20);
  await session.send(message());
  assert.equal(session.usable, true);
  await session.send(message());
  assert.equal(session.usable, false);
});

test('the log has every line of the session', async () => {
  await using peer = await startSmtpPeer({ extensions: [] });
  const log: string[] = [];
  await using session = await to(peer, { log: (direction, line) => log.push(`${direction} ${line}`) });
  await session.send(message());
  await session.quit();
  assert.deepEqual(log.slice(1), [
    '< 220 peer.test ESMTP',
    '> EHLO me.test',
    '< 250 peer.test',
    '> MAIL FROM:<alice@a.test>',
    '< 250 2.1.0 Ok',
    '> RCPT TO:<bob@b.test>',
    '< 250 2.1.5 Ok',
    '> DATA',
    '< 354 End data with <CR><LF>.<CR><LF>',
    `* message sent, ${CONTENT.length} octets`,
    '> .',
    '< 250 2.0.0 Ok, queued',
    '> QUIT',
    '< 221 2.0.0 Bye',
  ]);
});

test('RFC 3030: a binary message is sent unchanged to servers that accept it, and to no others', async () => {
  const binary = Buffer.from([
    ...Buffer.from('Subject: x\r\n\r\n.\r\n..\r\n'),
    0,
    10,
    13,
    255,
    10,
    ...Buffer.from('\r\n.\r\nQUIT'),
  ]);
  async function* content() {
    yield binary.subarray(0, 20);
    yield binary.subarray(20);
  }
  for (const extensions of [
    ['PIPELINING', 'CHUNKING', 'BINARYMIME', '8BITMIME'],
    ['CHUNKING', 'BINARYMIME'],
  ]) {
    await using peer = await startSmtpPeer({ extensions });
    await using session = await to(peer);
    for (let count = 0; count < 2; count++) {
      const [outcome] = await session.send(message({ binary: true, eightBit: true, content }));
      assert.deepEqual([outcome?.result, outcome?.text], ['accepted', 'Ok, queued']);
      assert.ok(peer.messages[count]?.content.equals(binary));
      assert.match(peer.messages[count]?.mailLine ?? '', / BODY=BINARYMIME$/);
    }
  }
  for (const extensions of [['CHUNKING'], ['BINARYMIME'], []]) {
    await using peer = await startSmtpPeer({ extensions });
    await using session = await to(peer);
    const [outcome] = await session.send(message({ binary: true, content }));
    assert.deepEqual([outcome?.result, outcome?.enhanced], ['permanent', '5.6.3']);
    assert.ok(!peer.lines.some((line) => line.startsWith('MAIL')));
  }
});

test('RFC 3030 2: a refused chunk ends the message, and none is sent if all recipients are refused', async () => {
  const extensions = ['PIPELINING', 'CHUNKING', 'BINARYMIME'];
  await using peer = await startSmtpPeer({ extensions, script: answerAt('bdat', '552 5.3.4 too large') });
  await using session = await to(peer);
  const [outcome] = await session.send(message({ binary: true }));
  assert.deepEqual([outcome?.result, outcome?.stage, outcome?.enhanced], ['permanent', 'message', '5.3.4']);
  assert.equal(session.usable, false);
  await using strict = await startSmtpPeer({ extensions, script: answerAt('rcpt', '550 5.1.1 nobody') });
  await using other = await to(strict);
  const [refused] = await other.send(message({ binary: true }));
  assert.equal(refused?.enhanced, '5.1.1');
  assert.ok(!strict.lines.some((line) => /^(?:BDAT|DATA)/.test(line)));
  assert.equal(other.usable, true);
});
