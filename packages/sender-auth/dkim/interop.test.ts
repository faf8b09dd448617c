import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { findProgram } from '@postroom/testkit';
import { ALGORITHMS, LETTER, signed, startJudge, type TestKey, testKey } from '../testing.ts';

const PYTHON = '/usr/bin/python3';
const hasDkimpy = spawnSync(PYTHON, ['-c', 'import dkim, nacl']).status === 0;
const opendkim = findProgram('opendkim-testmsg');
const opendkimVerifier = findProgram('opendkim');

/** Takes messages as a JSON list, each in base64; returns the verdicts, or the signed messages, in the same way. */
const VERIFY = `
import sys, json, base64, dkim
records = json.loads(sys.argv[1])
ask = lambda name, timeout=5: records.get(name.decode().rstrip('.'), '').encode() or None
def verdicts(message):
    count = message.lower().count(b'dkim-signature:')
    return [dkim.DKIM(message).verify(idx=at, dnsfunc=ask) for at in range(count)]
print(json.dumps([verdicts(base64.b64decode(one)) for one in json.load(sys.stdin)]))
`;
const SIGN = `
import sys, json, base64, dkim
algorithm = sys.argv[1].encode()
key = open(sys.argv[2], 'rb').read()
def signed(message, header, body):
    return dkim.DKIM(message, signature_algorithm=algorithm).sign(b'one', b'example.org', key, canonicalize=(header, body)) + message
forms = [(header, body) for header in (b'relaxed', b'simple') for body in (b'relaxed', b'simple')]
messages = [base64.b64decode(one) for one in json.load(sys.stdin)]
print(json.dumps([base64.b64encode(signed(one, *form)).decode() for one in messages for form in forms]))
`;

async function python<T>(script: string, args: readonly string[], messages: readonly Buffer[]): Promise<T> {
  const input = Buffer.from(JSON.stringify(messages.map((message) => message.toString('base64'))));
  return JSON.parse((await run(PYTHON, ['-c', script, ...args], input)).toString()) as T;
}

async function run(command: string, args: readonly string[], input: Buffer): Promise<Buffer> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(input);
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function records(...keys: readonly TestKey[]): string {
  return JSON.stringify(
    Object.fromEntries(keys.flatMap(({ zone }) => Object.entries(zone).map(([name, entry]) => [name, textOf(entry)]))),
  );
}

function textOf(entry: TestKey['zone'][string] | undefined): string {
  return (typeof entry === 'object' && entry.TXT?.[0]) || '';
}

function pem({ der }: TestKey): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`;
}

const ODD: Readonly<Record<string, string>> = {
  'a letter': LETTER,
  'an empty body': `${LETTER.slice(0, LETTER.indexOf('\r\n\r\n'))}\r\n\r\n`,
  'a body of empty lines': `${LETTER.slice(0, LETTER.indexOf('\r\n\r\n'))}\r\n\r\n\r\n\r\n`,
  'a body without its last line end': LETTER.trimEnd(),
  'a body of blanks': `${LETTER.slice(0, LETTER.indexOf('\r\n\r\n'))}\r\n\r\n \t \r\n\t\r\n`,
  '8-bit octets and folded fields': LETTER.replace('Subject: ', 'Subject: grüße\r\n\t folded \r\n ').replace(
    'it.',
    '\u00e9\u00a0.',
  ),
  'two fields of a name': LETTER.replace('Subject:', 'Comments: x\r\nSubject: first\r\nSubject:'),
  'a long line': LETTER.replace('it.', 'x'.repeat(70_000)),
};

describe('python3-dkim', { skip: !hasDkimpy && 'there is no python3-dkim with python3-nacl here' }, () => {
  const letters = Object.values(ODD);

  test('python3-dkim accepts our signatures of both algorithms at once', async () => {
    const keys = await Promise.all(ALGORITHMS.map((algorithm, at) => testKey(algorithm, 'example.org', `key${at}`)));
    const messages = await Promise.all(letters.map((letter) => signed(letter, keys)));
    const verdicts = await python<boolean[][]>(VERIFY, [records(...keys)], messages);
    for (const [at, name] of Object.keys(ODD).entries()) assert.deepEqual(verdicts[at], [true, true], name);
  });

  for (const algorithm of ALGORITHMS) {
    test(`python3-dkim's signatures are accepted in each canonical form: ${algorithm}`, async () => {
      const key = await testKey(algorithm);
      await using judge = await startJudge(key.zone);
      await using folder = await mkdtempDisposable(join(tmpdir(), 'dkim-'));
      const file = join(folder.path, 'key');
      // dkimpy wants the 32 octets of an Ed25519 key in base64.
      await writeFile(file, algorithm === 'rsa-sha256' ? pem(key) : key.der.subarray(-32).toString('base64'));
      const messages = await python<string[]>(
        SIGN,
        [algorithm, file],
        letters.map((letter) => Buffer.from(letter)),
      );
      assert.equal(messages.length, 4 * letters.length);
      for (const message of messages.map((text) => Buffer.from(text, 'base64'))) {
        const { dkim } = await judge.check(message);
        const found = dkim.map(({ result, domain }) => [result, domain]);
        assert.deepEqual(found, [['pass', 'example.org']], `${dkim[0]?.info}\n${message}`);
      }
    });
  }
});

test("opendkim's rsa-sha1 signature is valid but not sufficient (RFC 8301 3.1)", {
  skip: 'skip' in opendkim && opendkim.skip,
}, async () => {
  assert.ok('path' in opendkim);
  const key = await testKey('rsa-sha256');
  await using judge = await startJudge(key.zone);
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dkim-'));
  const file = join(folder.path, 'key.pem');
  await writeFile(file, pem(key), { mode: 0o600 });
  const args = ['-C', '-d', 'example.org', '-s', 'one', '-k', file];
  const message = await run(opendkim.path, args, Buffer.from(LETTER));
  const { dkim, dmarc } = await judge.check(message);
  assert.match(dkim[0]?.info ?? '', /^dkim=policy \(weak algorithm\)/);
  assert.notEqual(dmarc.result, 'pass');
  const changed = Buffer.from(message.toString().replace('this is it', 'this is not it'));
  assert.match((await judge.check(changed)).dkim[0]?.info ?? '', /^dkim=fail \(body hash did not verify\)/);
});

test('opendkim accepts our signatures of either algorithm, and detects added fields', {
  skip: 'skip' in opendkimVerifier && opendkimVerifier.skip,
}, async () => {
  assert.ok('path' in opendkimVerifier);
  const { path } = opendkimVerifier;
  await using folder = await mkdtempDisposable(join(tmpdir(), 'opendkim-'));
  const inFolder = (name: string) => join(folder.path, name);
  const keys = await Promise.all(ALGORITHMS.map((algorithm, at) => testKey(algorithm, 'example.org', `key${at}`)));
  const lines = keys.flatMap(({ zone }) => Object.entries(zone).map(([name, entry]) => `${name} ${textOf(entry)}\n`));
  await writeFile(inFolder('dns'), lines.join(''));
  await writeFile(
    inFolder('conf'),
    `Mode v\nSyslog no\nTestDNSData ${inFolder('dns')}\nSocket local:${inFolder('s')}\n`,
  );
  const verdict = async (message: Buffer | string): Promise<string> => {
    await writeFile(inFolder('message'), message);
    const { stdout, stderr } = spawnSync(path, ['-x', inFolder('conf'), '-t', inFolder('message')]);
    return `${stdout}${stderr}`;
  };
  // OpenDKIM calls a message without a last line end unsigned, whoever signed it.
  for (const [name, letter] of Object.entries(ODD).filter(([, each]) => each.endsWith('\r\n')))
    for (const key of keys)
      assert.match(await verdict(await signed(letter, [key])), /succeeded/, `${name} ${key.algorithm}`);
  const forged = (await signed(LETTER, keys))
    .toString('latin1')
    .replace('Subject:', 'Reply-To: eve@x.test\r\nSubject:');
  assert.match(await verdict(Buffer.from(forged, 'latin1')), /failed/);
});
