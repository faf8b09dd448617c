import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHECKS } from '../../../packages/policy/checks/index.ts';
import { SENTENCES } from '../../../services/webmail/src/state/sentences.ts';
import { HELD_SENTENCES } from '../../../services/webmail/src/views/settings/held-sentences.ts';

test('for whatever finds that a mail is bad the page has words of its own, in each language', () => {
  const finders = [...CHECKS.map(({ name }) => `policy ${name}`), 'sender-auth', 'rspamd', 'clamd', 'filter', 'sender'];
  const known = { ...SENTENCES, ...HELD_SENTENCES };
  assert.deepEqual(
    finders.filter((by) => known[by] === undefined),
    [],
  );
});
