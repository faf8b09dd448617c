import assert from 'node:assert/strict';
import type { House } from './house.ts';
import type { ImapSession } from './imap-session.ts';
import { Pop3Session } from './pop3-session.ts';
import type { Sample } from './samples.ts';
import { deliverBytes } from './smtp-bytes.ts';

/** A sample as the platform keeps it: behind our trace headers. */
export interface Kept extends Sample {
  /** They arrive in the order in which they were sent, so the position is the uid too. */
  readonly uid: number;
  readonly stored: Buffer;
}

const TRACE =
  /^Return-Path: <sender@elsewhere\.test>\r\nReceived: from samples\.test \(\[127\.0\.0\.1\]\)\r\n\tby \S+ \(Postroom\) with ESMTP\r\n\tid \S+\r\n(?:\tfor \S+;\r\n)?\t[^\r\n]+\r\n(?:\r\n)?$/;

/** Sends the samples through SMTP to a new account, and waits until they are in its INBOX. */
export async function keep(house: House, address: string, samples: readonly Sample[]): Promise<Kept[]> {
  const account = await house.stage.account(address);
  const raws = samples.map(({ raw }) => raw);
  await deliverBytes(house.platform.ports.SMTP_PORT, address, raws);
  const messages = await house.stage.messages(account, samples.length);
  const arrived = new Set(messages);
  return samples.map((sample) => {
    const stored = [...arrived].find((message) => isBehindTrace(message, sample.raw));
    if (!stored) throw new Error(`${sample.name} is not in the mailbox as it was sent`);
    arrived.delete(stored);
    return { ...sample, stored, uid: messages.indexOf(stored) + 1 };
  });
}

function isBehindTrace(message: Buffer, raw: Buffer): boolean {
  const front = message.length - raw.length;
  return front > 0 && message.subarray(front).equals(raw) && TRACE.test(message.toString('latin1', 0, front));
}

/** Reads one message in every way IMAP has, and compares. */
export async function checkImap(imap: ImapSession, { name, uid, stored }: Kept): Promise<void> {
  const read = (item: string) => imap.octets(uid, item);
  same(name, 'BODY[]', await read('BODY.PEEK[]'), stored);
  same(name, 'RFC822', await read('RFC822'), stored);
  const [header, text] = [await read('BODY.PEEK[HEADER]'), await read('BODY.PEEK[TEXT]')];
  same(name, 'HEADER and TEXT', Buffer.concat([header, text]), stored);
  same(
    name,
    'RFC822.HEADER and RFC822.TEXT',
    Buffer.concat([await read('RFC822.HEADER'), await read('RFC822.TEXT')]),
    stored,
  );
  // A size that divides nothing evenly, in a number of requests that stays small for large messages.
  const length = Math.max(97, Math.ceil(stored.length / 7));
  const pieces: Buffer[] = [];
  for (let at = 0; at <= stored.length; at += length) pieces.push(await read(`BODY.PEEK[]<${at}.${length}>`));
  same(name, 'the partials', Buffer.concat(pieces), stored);
}

/** Reads every message of the maildrop by RETR, and compares. */
export async function checkPop3(port: number, address: string, kept: readonly Kept[]): Promise<void> {
  await using pop3 = await Pop3Session.login(port, address);
  for (const { name, uid, stored } of kept) same(name, 'RETR', await pop3.retrieve(uid), stored);
}

/** Says where they part instead of printing both. */
function same(name: string, what: string, real: Buffer, expected: Buffer): void {
  if (real.equals(expected)) return;
  let at = 0;
  while (real[at] === expected[at]) at += 1;
  const around = (bytes: Buffer) => JSON.stringify(bytes.toString('latin1', Math.max(0, at - 20), at + 40));
  assert.fail(
    `${name}, ${what}: ${real.length} bytes for ${expected.length}, other from ${at} on: ${around(real)} for ${around(expected)}`,
  );
}
