import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { python } from '../support/programs.ts';
import { sharedFixture } from '../support/shared-fixture.ts';

const fixture = await sharedFixture();
after(() => fixture[Symbol.asyncDispose]());
await fixture.stage.account('py@a.test');

test("Python's smtplib, imaplib and poplib send, read, file, delete, and report a wrong password", async (context) => {
  const { SUBMISSION_PORT, SUBMISSIONS_PORT, IMAP_PORT, IMAPS_PORT, POP3_PORT, POP3S_PORT } = fixture.platform.ports;
  const ports = [SUBMISSION_PORT, SUBMISSIONS_PORT, IMAP_PORT, IMAPS_PORT, POP3_PORT, POP3S_PORT];
  const output = await python(context, 'clients.py', ...ports, 'py@a.test', fixture.platform.caFile);
  if (output === undefined) return;
  assert.deepEqual(output.trimEnd().split('\n'), [
    'sent by both ports',
    'wrong password by smtp',
    'only the good recipient',
    'read by imap',
    'imap commands',
    'wrong password by imap',
    'read by pop3',
    'wrong password by pop3',
  ]);
});

test('no service has crashed or logged an error', () => assert.deepEqual(fixture.complaints(), []));
