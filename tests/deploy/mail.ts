import assert from 'node:assert/strict';
import { Wire } from '@postroom/testkit';
import { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import { eventually } from '../support/eventually.ts';
import type { LoadMail } from '../support/load.ts';

export const PASSWORD = 'correct horse';
const host = 'localhost';

/** A login at published ports; certificates are checked against the platform's authority. */
export interface Login {
  readonly ca: string;
  readonly user: string;
}

/** Sends a message as a mail program does: STARTTLS, login, submission. */
export async function submit({ ca, user }: Login, port: number, to: string, subject: string): Promise<void> {
  const transport = createTransport({ host, port, requireTLS: true, auth: { user, pass: PASSWORD }, tls: { ca } });
  try {
    await transport.sendMail({ from: user, to, subject, text: `${subject}, from ${user}` });
  } finally {
    transport.close();
  }
}

/** Sends a message as another server does. @returns the reply to the whole message */
export async function bring(message: string, port: number, to: string): Promise<string> {
  await using wire = await Wire.connect({ port, host, timeout: 40_000 });
  await wire.expect(/^220 /);
  await wire.ask('HELO elsewhere.test', /^250 /);
  await wire.ask('MAIL FROM:<sender@elsewhere.test>', /^250 /);
  await wire.ask(`RCPT TO:<${to}>`, /^250 /);
  await wire.ask('DATA', /^354 /);
  await wire.send(`${message}\r\n.\r\n`);
  return await wire.readLine(); // before the connection is closed
}

export async function imap({ ca, user }: Login, port: number, secure: boolean): Promise<ImapFlow & AsyncDisposable> {
  const client = new ImapFlow({
    host,
    port,
    secure,
    ...(secure ? {} : { doSTARTTLS: true }),
    auth: { user, pass: PASSWORD },
    tls: { ca },
    logger: false,
  });
  client.on('error', () => {}); // a test may end the connection
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.logout().catch(() => {}) });
}

/** Waits for a message with this subject in a mailbox. */
export async function receivedByImap(
  login: Login,
  port: number,
  secure: boolean,
  subject: string,
  { mailbox = 'INBOX', withinMs = 10_000 } = {},
): Promise<void> {
  await using client = await imap(login, port, secure);
  await client.mailboxOpen(mailbox, { readOnly: true });
  await eventually(
    `"${subject}" by IMAP`,
    async () => {
      await client.noop();
      const found = await client.search({ subject }, { uid: true });
      return found ? found.length === 1 : false;
    },
    withinMs,
  );
}

/** Returns the last message of the maildrop, fetched over TLS. */
export async function lastByPop3({ ca, user }: Login, port: number): Promise<string> {
  await using wire = await Wire.connect({ port, host, tls: { ca, servername: host } });
  await wire.expect(/^\+OK/);
  await wire.ask(`USER ${user}`, /^\+OK/);
  await wire.ask(`PASS ${PASSWORD}`, /^\+OK/);
  const [, count] = await wire.ask('STAT', /^\+OK (\d+)/);
  await wire.ask(`RETR ${count}`, /^\+OK/);
  const lines = await wire.until(/^\.$/);
  await wire.ask('QUIT', /^\+OK/);
  return lines.join('\n');
}

/** Returns how often each message of a load is in the INBOX, by its first line. */
async function filed(login: Login, port: number): Promise<Map<string, number>> {
  await using client = await imap(login, port, true);
  await client.mailboxOpen('INBOX', { readOnly: true });
  const counts = new Map<string, number>();
  for await (const message of client.fetch('1:*', { bodyParts: ['text'] })) {
    const id = message.bodyParts?.get('text')?.toString().split('\r\n', 1)[0] ?? '';
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

/**
 * Checks that every message with a 250 is in each of its mailboxes exactly once, a refused one in none, and one whose reply was
 * lost in all or in none. Refusals must be temporary. @returns the result in words
 */
export async function promisesKept(mails: readonly LoadMail[], ca: string, imapsPort: number): Promise<string> {
  const users = [...new Set(mails.flatMap(({ recipients }) => recipients))];
  const found = new Map<string, Map<string, number>>();
  for (const user of users) found.set(user, await filed({ ca, user }, imapsPort));
  const wrong: string[] = [];
  const sums = { accepted: 0, refused: 0, unknown: 0 };
  for (const { id, recipients, answer, reply } of mails) {
    sums[answer]++;
    const counts = new Set(recipients.map((user) => found.get(user)?.get(id) ?? 0));
    const [count = 0] = counts;
    const allowed = { accepted: [1], refused: [0], unknown: [0, 1] }[answer];
    if (counts.size > 1 || !allowed.includes(count)) wrong.push(`${id} ${answer} (${reply}): ${[...counts]} times`);
    if (answer === 'refused' && !reply.startsWith('4')) wrong.push(`${id} refused for good: ${reply}`);
  }
  assert.deepEqual(wrong.slice(0, 10), [], `${wrong.length} of ${mails.length} mails are not as promised`);
  assert.ok(sums.accepted > 0);
  const others = [
    sums.refused && `${sums.refused} refused for now`,
    sums.unknown && `${sums.unknown} cut off unanswered`,
  ];
  return [`${sums.accepted} mails got a 250, each is in its mailboxes once`, ...others.filter(Boolean)].join('; ');
}
