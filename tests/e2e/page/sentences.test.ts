import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SetErrorType } from '../../../packages/jmap/errors/set-error.ts';
import { CHECKS } from '../../../packages/policy/checks/index.ts';
import { REFUSALS } from '../../../services/webmail/src/state/refusals.ts';
import { SENTENCES } from '../../../services/webmail/src/state/sentences.ts';
import { HELD_SENTENCES } from '../../../services/webmail/src/views/settings/held-sentences.ts';

test('the page has text in each language for every check that can mark a mail as bad', () => {
  const finders = [...CHECKS.map(({ name }) => `policy ${name}`), 'sender-auth', 'rspamd', 'clamd', 'filter', 'sender'];
  const known = { ...SENTENCES, ...HELD_SENTENCES };
  assert.deepEqual(
    finders.filter((by) => known[by] === undefined),
    [],
  );
});

/** All types of errors of a /set; the compiler asks for each new one. */
const REFUSED: Readonly<Record<SetErrorType, true>> = {
  forbidden: true,
  overQuota: true,
  tooLarge: true,
  rateLimit: true,
  notFound: true,
  invalidPatch: true,
  willDestroy: true,
  singleton: true,
  alreadyExists: true,
  mailboxHasChild: true,
  mailboxHasEmail: true,
  blobNotFound: true,
  tooManyKeywords: true,
  tooManyMailboxes: true,
  invalidEmail: true,
  tooManyRecipients: true,
  noRecipients: true,
  invalidRecipients: true,
  forbiddenMailFrom: true,
  forbiddenFrom: true,
  forbiddenToSend: true,
  cannotUnsend: true,
  mdnAlreadySent: true,
  invalidProperties: true,
};

test('the page has text in each language for every refusal of the server', () => {
  assert.deepEqual(
    Object.keys(REFUSED).filter((type) => REFUSALS[type] === undefined),
    [],
  );
});
