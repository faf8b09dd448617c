import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SetErrorType } from '../../../packages/jmap/errors/set-error.ts';
import { CHECKS } from '../../../packages/policy/checks/index.ts';
import { SENTENCES } from '../../../services/webmail/src/state/sentences.ts';
import { REFUSALS } from '../../../services/webmail/src/state/writing/refusals.ts';
import { HELD_SENTENCES } from '../../../services/webmail/src/views/settings/held-sentences.ts';

test('for whatever finds that a mail is bad the page has words of its own, in each language', () => {
  const finders = [...CHECKS.map(({ name }) => `policy ${name}`), 'sender-auth', 'rspamd', 'clamd', 'filter', 'sender'];
  const known = { ...SENTENCES, ...HELD_SENTENCES };
  assert.deepEqual(
    finders.filter((by) => known[by] === undefined),
    [],
  );
});

/** Whether a mail that is sent can be refused with it; the compiler asks about each new one. */
const IS_OF_SENDING: Readonly<Record<SetErrorType, boolean>> = {
  ...{ forbidden: false, overQuota: true, tooLarge: true, rateLimit: true, notFound: false, invalidPatch: false },
  ...{ willDestroy: false, singleton: false, alreadyExists: false, mailboxHasChild: false, mailboxHasEmail: false },
  ...{ blobNotFound: false, tooManyKeywords: false, tooManyMailboxes: false, invalidEmail: true },
  ...{ tooManyRecipients: true, noRecipients: true, invalidRecipients: true, forbiddenMailFrom: true },
  ...{ forbiddenFrom: true, forbiddenToSend: true, cannotUnsend: false, mdnAlreadySent: false },
  // Only with an identity or an email that is gone, of which the page knows itself.
  invalidProperties: false,
};

test('for whatever keeps a mail from being sent the page has words of its own, in each language', () => {
  const types = Object.entries(IS_OF_SENDING).flatMap(([type, isOfSending]) => (isOfSending ? [type] : []));
  assert.deepEqual(
    types.filter((type) => REFUSALS[type] === undefined),
    [],
  );
});
