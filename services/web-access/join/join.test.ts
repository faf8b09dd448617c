import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';
import { transaction } from '@postroom/database';
import {
  addDomain,
  CLOSED,
  findAccount,
  type JoinPolicy,
  listApplications,
  makeInvitation,
  setJoinPolicy,
} from '@postroom/directory';
import { approve } from '@postroom/joining';
import { startWeb } from '../testing.ts';
import { type Challenge, newChallenge, proofFault } from './proof.ts';

// People without a login apply for mailboxes, each from another network by default.

const web = await startWeb({ HTTP_PROXIES: '127.0.0.1', JOIN_CHECKS_PER_HOUR: 20, JOIN_PER_DAY: 3 });
after(() => web[Symbol.asyncDispose]());
const { pool } = web.store;
const PASSWORD = 'a quiet street in May';

let networks = 0;
const newClient = () => `198.51.${networks++}.7`;

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what they expect
  readonly body: any;
  readonly headers: Headers;
}

async function ask(path: string, body: unknown, client = newClient(), headers: object = {}): Promise<Answer> {
  const response = await web.fetch(`/join/${path}`, undefined, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      origin: web.url.replace('http:', 'https:'),
      'x-forwarded-for': client,
      'x-forwarded-proto': 'https',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: await response.json(), headers: response.headers };
}

function solve({ challenge, puzzles, bits }: Challenge): { challenge: string; solutions: number[] } {
  const solution = (puzzle: number) => {
    for (let n = 0; ; n++) {
      const hash = createHash('sha256').update(`${challenge}:${puzzle}:${n}`).digest();
      if (Math.clz32(hash.readUInt32BE(0)) >= bits) return n;
    }
  };
  return { challenge, solutions: Array.from({ length: puzzles }, (_, puzzle) => solution(puzzle)) };
}

async function proof(client?: string) {
  const { body } = await ask('challenge', {}, client);
  return solve(body);
}

async function attempt(address: string, more: object = {}, client?: string): Promise<Answer> {
  const at = address.lastIndexOf('@');
  const [name, domain] = [address.slice(0, at), address.slice(at + 1)];
  const about = { displayName: 'Ann', language: 'en', password: PASSWORD, proof: await proof() };
  return ask('applications', { name, domain, ...about, ...more }, client);
}

const faultOf = ({ body }: Answer): string => String(body.type ?? body.fault).replace('urn:postroom:join:', '');

let domains = 0;
async function domain(policy: Partial<JoinPolicy>): Promise<string> {
  const name = `club${domains++}.test`;
  await addDomain(pool, name, { postmaster: 'ops@elsewhere.example' });
  await transaction(pool, (tx) => setJoinPolicy(tx, name, { ...CLOSED, ...policy }));
  return name;
}

test('a user who joins an open domain can log in, and the name is taken', async () => {
  const name = await domain({ mode: 'open' });
  const free = await ask('names', { name: 'Ann', domain: name });
  assert.deepEqual([free.status, free.body], [200, { address: `ann@${name}` }]);
  const joined = await attempt(`Ann@${name.toUpperCase()}`);
  assert.deepEqual([joined.status, joined.body], [201, { state: 'joined', address: `ann@${name}` }]);
  assert.equal(joined.headers.get('cache-control'), 'no-store');
  const keys = await pool.query(
    'select 1 from scram_keys k join accounts a on a.id = k.account_id where a.address = $1',
    [`ann@${name}`],
  );
  assert.equal(keys.rowCount, 1, 'her mail program may log in by SCRAM');
  const signedIn = await web.fetch('/account', undefined, {
    headers: { authorization: `Basic ${btoa(`ann@${name}:${PASSWORD}`)}` },
  });
  assert.equal(((await signedIn.json()) as { messageCount: number }).messageCount, 1);
  assert.deepEqual((await ask('names', { name: 'ann', domain: name })).body, { fault: 'name-taken' });
  assert.deepEqual([(await attempt(`ann@${name}`)).status, faultOf(await attempt(`ann@${name}`))], [409, 'name-taken']);
});

test('each invalid request gets an error code that the page knows', async () => {
  const name = await domain({ mode: 'open', names: 'any' });
  for (const [local, fault] of [
    ...[
      ['postmaster', 'reserved'],
      ['админ', 'reserved'],
      ['ab', 'short'],
      ['x'.repeat(65), 'long'],
      ['a..b', 'invalid'],
    ],
    ...[
      ['аlice', 'script'],
      ['асе', 'look-alike'],
      ['a\u0000b', 'invalid'],
      ['\ud800abc', 'invalid'],
      ['"a b"', 'invalid'],
    ],
  ] as const) {
    assert.deepEqual((await ask('names', { name: local, domain: name })).body, { fault: `name-${fault}` }, local);
    assert.equal(faultOf(await attempt(`${local}@${name}`)), `name-${fault}`, local);
  }
  for (const [password, fault] of [
    ...[
      ['short', 'short'],
      ['aaaaaaaaaaaaa', 'simple'],
      ['Qwertyuiop1', 'common'],
      ['Quillfeather1', 'name'],
    ],
  ] as const)
    assert.equal(faultOf(await attempt(`quillfeather@${name}`, { password })), `password-${fault}`);
  for (const closed of ['postroom.test', 'nowhere.test', '', '\u0000', 'x'.repeat(255)]) {
    const answer = await attempt(`ann@${closed}`);
    assert.deepEqual([answer.status, faultOf(answer)], [403, 'closed']);
    assert.deepEqual((await ask('names', { name: 'ann', domain: closed })).body, { fault: 'closed' });
  }
});

test('only domains open to joining are listed, that of the host first', async () => {
  const name = await domain({ mode: 'invitation' });
  await domain({ mode: 'closed' });
  const response = await fetch(`${web.url}/join/domains`);
  const { domains, passwordLength, nameLength } = (await response.json()) as { domains: object[] } & Record<
    string,
    number
  >;
  assert.deepEqual([passwordLength, nameLength], [10, 3]);
  assert.ok(
    domains.some((each) => JSON.stringify(each) === JSON.stringify({ name, mode: 'invitation', names: 'ascii' })),
  );
  assert.ok(!JSON.stringify(domains).includes('closed') && !JSON.stringify(domains).includes('postroom.test'));
});

test('a proof of work is valid once, until it expires, and only unmodified', async () => {
  const name = await domain({ mode: 'open' });
  const good = await proof();
  assert.equal((await attempt(`first@${name}`, { proof: good })).status, 201);
  assert.equal(faultOf(await attempt(`second@${name}`, { proof: good })), 'proof-spent');
  const twice = await proof();
  const [one, other] = await Promise.all(['a', 'b'].map((each) => attempt(`race.${each}@${name}`, { proof: twice })));
  assert.deepEqual([one?.status, other?.status].sort(), [201, 400]);

  const [easier, harder] = [await proof(), await proof()];
  for (const wrong of [
    { challenge: '', solutions: [] },
    { ...easier, solutions: easier.solutions.slice(1) },
    // A single changed number may be a solution, too, but not all of them.
    { ...easier, solutions: easier.solutions.map((each) => each + 1) },
    { ...easier, challenge: easier.challenge.replace('1.4.', '1.0.') },
    { ...easier, challenge: easier.challenge.replace(/\.(\d+)\./, '.9999999999.') },
    { ...easier, challenge: harder.challenge },
  ])
    assert.equal(faultOf(await attempt(`third@${name}`, { proof: wrong })), 'proof-wrong', JSON.stringify(wrong));
  assert.equal((await attempt(`third@${name}`, { proof: easier })).status, 201, 'what was refused is not spent');

  const key = Buffer.alloc(32, 1);
  const old = solve(newChallenge(key, 4, 0));
  assert.equal(proofFault(key, old, 1_799_000), null);
  assert.equal(proofFault(key, old, 1_800_000), 'proof-expired');
  assert.equal(proofFault(Buffer.alloc(32, 2), old, 0), 'proof-wrong');
});

test('name checks and new mailboxes per network and day are limited, and other networks go on', async () => {
  const name = await domain({ mode: 'open' });
  const neighbours = (n: number) => `203.0.113.${n}`;
  for (let n = 0; n < 3; n++) assert.equal((await attempt(`n${n}x@${name}`, {}, neighbours(n))).status, 201);
  const fourth = await attempt(`n4x@${name}`, {}, neighbours(4));
  assert.deepEqual([fourth.status, faultOf(fourth)], [429, 'too-many']);
  assert.ok(Number(fourth.headers.get('retry-after')) > 80_000);
  const answers = [];
  for (let n = 0; n < 30; n++) answers.push(await ask('names', { name: `free${n}`, domain: name }, neighbours(n)));
  assert.equal(answers.filter(({ status }) => status === 200).length, 16);
  assert.ok(
    answers.every(({ status, body }) => status === 200 || (status === 429 && !JSON.stringify(body).includes('free'))),
  );
  assert.equal(faultOf(await attempt(`n5x@${name}`, {}, neighbours(5))), 'too-many');
  assert.equal((await attempt(`n5x@${name}`)).status, 201);
  const v6 = (n: number) => `2001:db8:7:7::${n}`;
  for (let n = 0; n < 3; n++) assert.equal((await attempt(`six${n}@${name}`, {}, v6(n + 1))).status, 201);
  assert.equal((await attempt(`six4@${name}`, {}, v6(9))).status, 429);
});

test('a refused request does not count towards the daily limit', async () => {
  const name = await domain({ mode: 'invitation' });
  const client = newClient();
  for (let n = 0; n < 5; n++)
    assert.equal(faultOf(await attempt(`ann@${name}`, { code: 'AAAA-AAAA-AAAA-AAAA' }, client)), 'code-wrong');
  const { code } = await makeInvitation(pool, { domain: name, uses: 1, days: 1, note: '' });
  assert.equal((await attempt(`ann@${name}`, { code }, client)).status, 201);
  assert.equal(faultOf(await attempt(`ben@${name}`, { code }, client)), 'code-over');
});

test('a network that guesses codes is refused after a while, even with a right code', async () => {
  const name = await domain({ mode: 'invitation' });
  const { code } = await makeInvitation(pool, { domain: name, uses: 1, days: 1, note: '' });
  const client = '192.0.2.200';
  // Each guess is for another address: it is the guesses of the network that are counted.
  const statuses: number[] = [];
  for (let n = 0; n < 20; n++) statuses.push((await attempt(`guess${n}@${name}`, { code: `AAAA${n}` }, client)).status);
  assert.deepEqual(new Set(statuses), new Set([403]));
  assert.equal((await attempt(`right@${name}`, { code }, client)).status, 429);
});

test('an application is visible only with its token, which is never in a request URL', async () => {
  const name = await domain({ mode: 'approval' });
  const asked = await attempt(`carl@${name}`, { reason: 'I live here' });
  assert.deepEqual([asked.status, asked.body.state], [202, 'pending']);
  const { token } = asked.body;
  const state = async (token: unknown) => ask('applications/state', { token });
  assert.equal((await state(token)).body.state, 'pending');
  for (const wrong of ['', 'x', 'A'.repeat(43), `${token}A`]) assert.equal((await state(wrong)).status, 404);
  assert.equal((await state(7)).status, 400);
  assert.equal(faultOf(await attempt(`carl@${name}`)), 'name-taken');
  const [listed] = await listApplications(pool, { domain: name, limit: 1 });
  await approve(web.store, { hostname: 'a.test', servers: [], publicUrl: '' }, listed?.id as number, 'Come in');
  const seen = await state(token);
  assert.deepEqual([seen.body.state, seen.body.word, seen.body.address], ['approved', 'Come in', `carl@${name}`]);
  assert.ok(!JSON.stringify(seen.body).includes('argon2'));
  assert.ok(await findAccount(pool, `carl@${name}`));
});

test('oversized, malformed and cross-site requests are refused', async () => {
  const name = await domain({ mode: 'open' });
  const about = {
    name: 'ann',
    domain: name,
    password: PASSWORD,
    displayName: '',
    language: 'en',
    proof: await proof(),
  };
  for (const [body, status] of [
    [JSON.stringify({ ...about, reason: 'x'.repeat(20_000) }), 413],
    ['{', 400],
    ['null', 400],
    [{ ...about, more: 1 }, 400],
    [{ ...about, language: 'xx' }, 400],
    [{ ...about, displayName: 'a\nb' }, 400],
    [{ ...about, displayName: 'x'.repeat(201) }, 400],
    [{ ...about, password: 'x'.repeat(1_025) }, 400],
    [{ ...about, proof: { ...about.proof, solutions: Array(17).fill(0) } }, 400],
    [{ ...about, proof: { ...about.proof, solutions: Array(16).fill(1e300) } }, 400],
    [{ ...about, code: 7 }, 400],
  ] as const)
    assert.equal((await ask('applications', body)).status, status, JSON.stringify(body).slice(0, 80));
  for (const path of ['names', 'challenge', 'applications', 'applications/state'])
    assert.equal((await ask(path, about, newClient(), { origin: 'https://evil.example' })).status, 403, path);
  const clear = await ask('names', { name: 'ann', domain: name }, newClient(), { 'x-forwarded-proto': 'http' });
  assert.notEqual(clear.status, 200, 'a password in clear over the internet');
  assert.equal((await ask('applications', about)).status, 201);
});
