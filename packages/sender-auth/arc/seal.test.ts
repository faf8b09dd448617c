import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import type { SenderResults } from '../incoming/results.ts';
import { resultsField } from '../incoming/results-field.ts';
import { LETTER, pieces, resealed, signed, split, startJudge, type TestKey, testKey } from '../testing.ts';
import { sealFields } from './seal.ts';

const PYTHON = '/usr/bin/python3';
const hasDkimpy = spawnSync(PYTHON, ['-c', 'import dkim, nacl']).status === 0;
const HOSTNAME = 'mail.postroom.test';

/** Runs the verifier of dkimpy, with keys from a table. */
const VERIFY = `
import sys, json, dkim
records = json.loads(sys.argv[1])
ask = lambda name, timeout=5: records.get(name.decode().rstrip('.'), '').encode() or None
cv, results, reason = dkim.ARC(sys.stdin.buffer.read()).verify(dnsfunc=ask)
print(json.dumps({'cv': cv.decode() if cv else None, 'sets': len(results), 'reason': reason}))
`;

function arcverify(message: Buffer, keys: readonly TestKey[]): { cv: string; sets: number; reason: string } {
  const records = Object.fromEntries(
    keys.flatMap(({ zone }) =>
      Object.entries(zone).map(([name, entry]) => [name, (entry as { TXT: string[] }).TXT[0]]),
    ),
  );
  const { stdout, stderr } = spawnSync(PYTHON, ['-c', VERIFY, JSON.stringify(records)], { input: message });
  assert.notEqual(stdout.length, 0, stderr.toString());
  return JSON.parse(stdout.toString());
}

/** Seals a message as a forwarder does: adds the results in front of it, and the seal in front of those. */
async function forwarded(
  message: Buffer,
  key: TestKey,
  found: SenderResults,
): Promise<{ message: Buffer; fields: string }> {
  const field = resultsField(HOSTNAME, found);
  const raw = Buffer.concat([Buffer.from(`Delivered-To: us@example.net\r\n${field}`, 'latin1'), message]);
  const { header, body } = split(raw);
  const results = field.slice(field.indexOf(':') + 1);
  const fields = await sealFields({ header, body: pieces(body) }, key, { results, now: new Date() });
  return { message: Buffer.concat([fields, raw]), fields: fields.toString('latin1') };
}

const NAMES = /^(ARC-[A-Za-z-]+): i=(\d+);/gm;

describe('a forwarded message', () => {
  test('is sealed with our results, and the next server sees an unbroken chain', async () => {
    const [author, first, second] = [
      await testKey('rsa-sha256'),
      await testKey('rsa-sha256', 'example.net'),
      await testKey('rsa-sha256', 'third.test'),
    ];
    await using judge = await startJudge({ ...author.zone, ...first.zone, ...second.zone });
    const sent = await signed(LETTER, [author]);
    const once = await forwarded(sent, first, await judge.check(sent));
    assert.deepEqual(
      [...once.fields.matchAll(NAMES)].map(([, name, set]) => [name, set]),
      [
        ['ARC-Seal', '1'],
        ['ARC-Message-Signature', '1'],
        ['ARC-Authentication-Results', '1'],
      ],
    );
    assert.match(
      once.fields,
      /^ARC-Authentication-Results: i=1; mail\.postroom\.test;[\s\S]*dkim=pass[\s\S]*header\.d=example\.org/m,
    );
    assert.match(once.fields, /cv=none/);
    const [, covered = ''] = /ARC-Message-Signature:[^;]*;[\s\S]*?\bh=([^;]*);/.exec(once.fields) ?? [];
    assert.match(covered, /DKIM-Signature/i);
    assert.doesNotMatch(covered, /Delivered-To|Received|Authentication-Results/i, 'what other servers may take away');
    const found = await judge.check(once.message);
    assert.equal(found.arc.result, 'pass', found.arc.info);
    assert.equal(found.arc.sealer, 'example.net');
    const twice = await forwarded(once.message, second, found);
    assert.match(twice.fields, /i=2; [\s\S]*cv=pass/);
    const last = await judge.check(twice.message);
    assert.deepEqual([last.arc.result, last.arc.sealer], ['pass', 'third.test'], last.arc.info);
    if (hasDkimpy) {
      assert.deepEqual(arcverify(once.message, [author, first]), { cv: 'pass', sets: 1, reason: 'success' });
      assert.deepEqual(arcverify(twice.message, [author, first, second]), { cv: 'pass', sets: 2, reason: 'success' });
      const changed = Buffer.from(twice.message.toString('latin1').replace('this is it', 'this is not it'), 'latin1');
      assert.equal(arcverify(changed, [author, first, second]).cv, 'fail');
    }
  });

  test('is sealed validly for any form of body and fields', {
    skip: !hasDkimpy && 'there is no python3-dkim here',
  }, async () => {
    const key = await testKey('rsa-sha256', 'example.net');
    await using judge = await startJudge(key.zone);
    const head = LETTER.slice(0, LETTER.indexOf('\r\n\r\n'));
    for (const letter of [
      `${head}\r\n\r\n`,
      `${head}\r\n\r\n \t \r\n\r\n\r\n`,
      LETTER.trimEnd(),
      LETTER.replace('Subject: ', 'Subject: gr\u00fc\u00dfe\r\n\t folded \r\n '),
      LETTER.replace('Subject:', 'Subject: first\r\nSubject:'),
      LETTER.replace('it.', 'x'.repeat(70_000)),
    ]) {
      const message = Buffer.from(letter);
      const { message: sealed } = await forwarded(message, key, await judge.check(message));
      assert.equal((await judge.check(sealed)).arc.result, 'pass', letter.slice(0, 400));
      assert.equal(arcverify(sealed, [key]).cv, 'pass', letter.slice(0, 400));
    }
  });

  test('is not sealed if its ARC chain has failed', async () => {
    const key = await testKey('rsa-sha256', 'example.net');
    await using judge = await startJudge(key.zone);
    const broken = Buffer.from((await resealed(LETTER, key)).replace('this is it', 'this is not it'));
    const found = await judge.check(broken);
    assert.equal(found.arc.result, 'fail');
    assert.equal((await forwarded(broken, key, found)).fields, '');
  });

  test('gets at most fifty ARC sets, none if the chain was changed, and none without an author', async () => {
    const key = await testKey('rsa-sha256', 'example.net');
    await using judge = await startJudge(key.zone);
    let message: Buffer = Buffer.from(LETTER);
    for (let set = 1; set <= 50; set++) {
      const next = await forwarded(message, key, { ...(await judge.check(LETTER)), arc: passed(set > 1) });
      assert.match(next.fields, new RegExp(`^ARC-Seal: i=${set};`));
      message = next.message;
    }
    assert.equal((await judge.check(message)).arc.result, 'pass');
    const found = { ...(await judge.check(LETTER)), arc: passed(true) };
    assert.equal((await forwarded(message, key, found)).fields, '');
    // RFC 8617 4.2.1: a set beyond the fiftieth breaks the chain.
    const last =
      message.toString('latin1').match(/^(?:ARC-[A-Za-z-]+: i=50;[^\r]*\r\n(?:[ \t][^\r]*\r\n)*)+/)?.[0] ?? '';
    const overfull = `${last.replaceAll('i=50;', 'i=51;')}${message.toString('latin1')}`;
    assert.match(overfull, /^ARC-Seal: i=51;/);
    assert.equal((await judge.check(Buffer.from(overfull, 'latin1'))).arc.result, 'fail');
    const cut = message.toString('latin1').replace(/^ARC-Seal: i=7;[\s\S]*?\r\n(?=\S)/m, '');
    assert.equal((await forwarded(Buffer.from(cut, 'latin1'), key, found)).fields, '');
    assert.equal((await forwarded(message, key, { ...found, arc: passed(false) })).fields, '');
    const nobodys = Buffer.from(LETTER.replace(/^From:.*\r\n/, ''));
    assert.equal((await forwarded(nobodys, key, { ...found, arc: passed(false) })).fields, '');
  });
});

function passed(isSealed: boolean): SenderResults['arc'] {
  return { result: isSealed ? 'pass' : 'none', info: isSealed ? 'arc=pass' : '', sealer: '', dmarc: undefined };
}
