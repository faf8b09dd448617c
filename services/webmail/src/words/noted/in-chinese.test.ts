import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { REASONS as OF_SENDERS } from '../../../../../packages/intake/authentication/reasons.ts';
import { ARCHIVES, PAGES, REASONS, RUNNABLES } from '../../../../../packages/policy/reasons.ts';
import { inChinese } from './in-chinese.ts';

type Reason = (...values: string[]) => string;

/** The reasons whose first value is one of a few. */
const FIRST: Readonly<Record<string, readonly string[]>> = {
  attached: RUNNABLES,
  inArchive: RUNNABLES,
  hiddenNames: ARCHIVES,
  hiddenByPassword: ARCHIVES,
  pageMakesFile: PAGES,
  pageRunsScript: PAGES,
};

test('each reason for which the server puts mail into Junk or quarantine is known in Chinese', () => {
  for (const [name, reason] of Object.entries({ ...REASONS, ...OF_SENDERS }) as [string, Reason][]) {
    for (const first of FIRST[name] ?? ['17']) {
      const words = inChinese(reason(first, '18')) ?? '';
      assert.match(words, /\p{Script=Han}/u, reason(first, '18'));
      for (const value of [first, '18'].slice(0, reason.length).filter((one) => /\d/.test(one)))
        assert.ok(words.includes(value), words);
      assert.doesNotMatch(words, /\b(?:an?|the|is|of|it)\b|\$\d/, words);
    }
  }
  assert.equal(inChinese('virus Eicar'), '病毒 Eicar');
  assert.equal(inChinese('something else'), undefined);
});

test('no reason of the server has the mark that separates several', () => {
  for (const reason of Object.values({ ...REASONS, ...OF_SENDERS }) as Reason[])
    assert.ok(!reason('17', '18').includes('; '), reason('17', '18'));
});

test('the decisions of the server take their reasons from these tables', () => {
  const root = new URL('../../../../../packages/', import.meta.url);
  const checks = readFileSync(new URL('policy/checks/index.ts', root), 'utf8').matchAll(/'\.\/(.+)';/g);
  const files = ['intake/authentication/decide.ts', ...Array.from(checks, ([, file]) => `policy/checks/${file}`)];
  assert.ok(files.length > 18);
  for (const file of files)
    assert.doesNotMatch(readFileSync(new URL(file, root), 'utf8'), /\breason: (?:`|'(?!'))/, file);
});
