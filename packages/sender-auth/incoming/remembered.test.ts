import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Zone } from '@postroom/testkit';
import { LETTER, STRANGER, startJudge } from '../testing.ts';
import { lookUpFor } from './look-up.ts';
import { Remembered } from './remembered.ts';

// A remembered SPF or DMARC result is valid for the next message as long as DNS gives the same answers.

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const judge = stack.use(await startJudge({ 'example.org': { TXT: ['one'] }, 'away.example': 'SERVFAIL' }));

const options = { withinMs: 2_000, client: STRANGER };

/** Returns the results for a name, and how often it was evaluated. */
async function told(name: string, resolvers: readonly (typeof judge)['resolver'][]): Promise<[string[], number]> {
  const remembered = new Remembered<string>();
  const said: string[] = [];
  let times = 0;
  for (const resolver of resolvers) {
    using lookUp = lookUpFor(resolver, options);
    const evaluate = async () => {
      times++;
      return (await lookUp.texts(name)).join();
    };
    said.push(await remembered.of('key', lookUp, evaluate));
  }
  return [said, times];
}

test('results are cached for the same DNS answers, and evaluated anew when one of them changes', async () => {
  await using changed = await startJudge({ 'example.org': { TXT: ['two'] } });
  const [one, two] = [judge.resolver, changed.resolver];
  assert.deepEqual(await told('example.org', [one, one, two, two, one]), [['one', 'one', 'two', 'two', 'one'], 3]);
  assert.deepEqual(await told('nobody.example', [one, one, one]), [['', '', ''], 1]);
});

test('a DNS failure is not cached', async () => {
  assert.deepEqual(await told('away.example', [judge.resolver, judge.resolver]), [['', ''], 2]);
});

async function spfOf(zone: Zone, reversePaths: readonly string[], address = STRANGER) {
  await using one = await startJudge(zone);
  const found = [];
  for (const reversePath of reversePaths) {
    const { spf } = await one.check(LETTER, { reversePath, address });
    found.push(`${spf.result} ${/domain of (\S+)/.exec(spf.info)?.[1]} ${/smtp\.\S+/.exec(spf.info)?.[0]}`);
  }
  return found;
}

test("a cached SPF result names this mail's sender, and is not used for another client or record", async () => {
  const zone: Zone = { 'example.org': { TXT: [`v=spf1 ip4:${STRANGER} -all`] } };
  const paths = ['alice@example.org', 'bob@example.org', '"$&@x"@example.org'];
  const passed = paths.map((path) => `pass ${path} smtp.mailfrom=example.org`);
  assert.deepEqual(await spfOf(zone, paths), passed);
  assert.deepEqual(await spfOf({ 'example.org': { TXT: ['v=spf1 -all'] } }, paths.slice(0, 1)), [
    'fail alice@example.org smtp.mailfrom=example.org',
  ]);
  assert.deepEqual(await spfOf(zone, paths), passed);
  const [elsewhere] = await spfOf(zone, paths, '203.0.113.99');
  assert.match(elsewhere ?? '', /^fail /);
});

test('SPF with a macro for the local part is evaluated for each sender (RFC 7208 7)', async () => {
  const zone: Zone = {
    'example.org': { TXT: ['v=spf1 exists:%{l}.people.example.org -all'] },
    'alice.people.example.org': { A: ['192.0.2.1'] },
  };
  assert.deepEqual(await spfOf(zone, ['alice@example.org', 'bob@example.org', 'alice@example.org']), [
    'pass alice@example.org smtp.mailfrom=alice@example.org',
    'fail bob@example.org smtp.mailfrom=bob@example.org',
    'pass alice@example.org smtp.mailfrom=alice@example.org',
  ]);
});

test('a changed DMARC policy applies to the next mail', async () => {
  const found = [];
  for (const policy of ['none', 'reject', 'none']) {
    await using one = await startJudge({ '_dmarc.example.org': { TXT: [`v=DMARC1; p=${policy}`] } });
    for (const _ of [1, 2]) found.push((await one.check(LETTER)).dmarc.policy);
  }
  assert.deepEqual(found, ['none', 'none', 'reject', 'reject', 'none', 'none']);
});
