import assert from 'node:assert/strict';
import type { Fixture } from './fixture.ts';
import type { ImapSession } from './imap-session.ts';
import { Pop3Session } from './pop3-session.ts';
import type { Sample } from './samples.ts';
import { deliverBytes } from './smtp-bytes.ts';

/** A sample as the platform stores it, after our trace headers. */
export interface Kept extends Sample {
  /** The uid is the position in the mailbox. */
  readonly uid: number;
  readonly stored: Buffer;
}

const TRACE =
  /^Return-Path: <sender@elsewhere\.test>\r\nReceived: from samples\.test \(\[127\.0\.0\.1\]\)\r\n\tby \S+ \(Postroom\) with ESMTP\r\n\tid \S+\r\n(?:\tfor \S+;\r\n)?\t[^\r\n]+\r\n/;

const STRAY = 'X-Mailbox-Line: ';
const CRLF = Buffer.from('\r\n');

/** Sends the samples through SMTP to a new account, and waits until they are in its INBOX. */
export async function keep(fixture: Fixture, address: string, samples: readonly Sample[]): Promise<Kept[]> {
  const account = await fixture.stage.account(address);
  const raws = samples.map(({ raw }) => raw);
  await deliverBytes(fixture.platform.ports.SMTP_PORT, address, raws);
  const messages = await fixture.stage.messages(account, samples.length);
  const arrived = new Set(messages);
  return samples.map((sample) => {
    const stored = [...arrived].find((message) => isBehindTrace(message, sample.raw));
    if (!stored) throw new Error(`${sample.name} is not in the mailbox as it was sent`);
    arrived.delete(stored);
    return { ...sample, stored, uid: messages.indexOf(stored) + 1 };
  });
}

/** Returns whether a message has every octet of `raw` in order, after our trace. */
function isBehindTrace(message: Buffer, raw: Buffer): boolean {
  const trace = TRACE.exec(message.toString('latin1', 0, 2_000))?.[0];
  if (trace === undefined) return false;
  const rest = message.subarray(trace.length);
  return rest.equals(raw) || rest.equals(Buffer.concat([CRLF, raw])) || isBehindStrayLines(rest, raw);
}

/** Undoes how lines before the first field are stored: as fields, with the field after a byte order mark repeated. */
function isBehindStrayLines(rest: Buffer, raw: Buffer): boolean {
  const at = rest.indexOf(STRAY);
  if (at < 0 || !raw.includes(rest.subarray(0, at))) return false;
  const lines = rest
    .toString('latin1', at)
    .replace(/^(?:X-Mailbox-Line: [^\n]*\n)+/, (all) => all.replaceAll(STRAY, ''));
  return Buffer.from(lines, 'latin1').equals(raw);
}

/** Reads one message in every way that IMAP has, with one command, and compares. */
export async function checkImap(imap: ImapSession, { name, uid, stored }: Kept): Promise<void> {
  // The length divides nothing evenly, and large messages still have few pieces.
  const length = Math.max(97, Math.ceil(stored.length / 7));
  const starts = Array.from({ length: Math.floor(stored.length / length) + 1 }, (_, index) => index * length);
  const items = ['BODY.PEEK[]', 'RFC822', 'BODY.PEEK[HEADER]', 'BODY.PEEK[TEXT]', 'RFC822.HEADER', 'RFC822.TEXT'];
  const [body, rfc822, header, text, rfc822Header, rfc822Text, ...pieces] = (await imap.octets(uid, [
    ...items,
    ...starts.map((at) => `BODY.PEEK[]<${at}.${length}>`),
  ])) as [Buffer, Buffer, Buffer, Buffer, Buffer, Buffer, ...Buffer[]];
  const expected = withoutNul(stored);
  const compare = (what: string, ...real: Buffer[]) => same(name, what, Buffer.concat(real), expected);
  compare('BODY[]', body);
  compare('RFC822', rfc822);
  compare('HEADER and TEXT', header, text);
  compare('RFC822.HEADER and RFC822.TEXT', rfc822Header, rfc822Text);
  compare('the partials', ...pieces);
}

/** Replaces NUL, which IMAP may not send (RFC 3501 9), by 0x80, as Dovecot does too. */
export function withoutNul(bytes: Buffer): Buffer {
  return Buffer.from(bytes.map((octet) => (octet === 0 ? 0x80 : octet)));
}

/** Reads every message of the maildrop by RETR, and compares. */
export async function checkPop3(port: number, address: string, kept: readonly Kept[]): Promise<void> {
  await using pop3 = await Pop3Session.login(port, address);
  for (const { name, uid, stored } of kept) same(name, 'RETR', await pop3.retrieve(uid), stored);
}

/** Fails with the place of the first difference instead of both texts. */
function same(name: string, what: string, real: Buffer, expected: Buffer): void {
  if (real.equals(expected)) return;
  let at = 0;
  while (real[at] === expected[at]) at += 1;
  const around = (bytes: Buffer) => JSON.stringify(bytes.toString('latin1', Math.max(0, at - 20), at + 40));
  assert.fail(
    `${name}, ${what}: ${real.length} bytes for ${expected.length}, other from ${at} on: ${around(real)} for ${around(expected)}`,
  );
}
