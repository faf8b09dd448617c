import assert from 'node:assert/strict';
import type { Ports } from '@postroom/launch';
import { Wire } from '@postroom/testkit';

/** What a client sends for each mechanism, before base64. */
export const MESSAGES = {
  OAUTHBEARER: (user: string, token: string) => `n,a=${user},\x01host=localhost\x01auth=Bearer ${token}\x01\x01`,
  XOAUTH2: (user: string, token: string) => `user=${user}\x01auth=Bearer ${token}\x01\x01`,
};

export const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** How a protocol logs in by token. */
export interface TokenProtocol {
  readonly name: string;
  /** Opens a session up to its greeting, from a loopback address of its own unless one is given. */
  open(localAddress?: string): Promise<Wire>;
  readonly authenticate: string;
  readonly challenge: RegExp;
  readonly good: RegExp;
  readonly bad: RegExp;
  /** Matches the response when the token cannot be checked at the moment. */
  readonly away: RegExp;
  /** Matches the end of the session. */
  readonly ended: RegExp;
}

let networks = 0;

/** Connects from a new address each time: wrong tokens are counted by address, and delay its next answers. */
async function opened(port: number, greeting: RegExp, localAddress = ownAddress()): Promise<Wire> {
  const wire = await Wire.connect({ port, localAddress, timeout: 15_000 });
  await wire.expect(greeting);
  return wire;
}

export function ownAddress(): string {
  networks += 1;
  return `127.0.${151 + Math.floor(networks / 250)}.${1 + (networks % 250)}`;
}

export function tokenProtocols(ports: Ports): TokenProtocol[] {
  return [
    {
      name: 'IMAP',
      open: (from) => opened(ports.IMAP_PORT, /^\* OK/, from),
      authenticate: 'a AUTHENTICATE',
      challenge: /^\+ (.*)$/,
      good: /^a OK/,
      bad: /^a NO/,
      ended: /^\* BYE/,
      away: /^a NO \[UNAVAILABLE\]/,
    },
    {
      name: 'POP3',
      open: (from) => opened(ports.POP3_PORT, /^\+OK/, from),
      authenticate: 'AUTH',
      challenge: /^\+ (.*)$/,
      good: /^\+OK/,
      bad: /^-ERR/,
      ended: /^-ERR/,
      away: /^-ERR \[SYS\/TEMP\]/,
    },
    {
      name: 'SMTP',
      async open(from) {
        const wire = await opened(ports.SUBMISSION_PORT, /^220 /, from);
        await wire.line('EHLO client.test');
        const offer = await wire.until(/^250 /);
        assert.match(offer.join('\n'), /AUTH PLAIN LOGIN OAUTHBEARER XOAUTH2/);
        return wire;
      },
      authenticate: 'AUTH',
      challenge: /^334 (.*)$/,
      good: /^235 /,
      bad: /^535 5\.7\.8 /,
      ended: /^421 /,
      away: /^454 4\.7\.0 /,
    },
  ];
}

/** Logs in; returns the last line, and the error challenge that the client got before it. */
export async function logInByToken(
  { authenticate, challenge }: TokenProtocol,
  wire: Wire,
  mechanism: string,
  message: string,
): Promise<{ line: string; told: Record<string, string> | undefined }> {
  // RFC 5034 4: a response that does not fit into a line of 255 octets follows an empty challenge; the other protocols allow that too.
  await wire.line(`${authenticate} ${mechanism}`);
  await wire.expect(challenge);
  await wire.line(base64(message));
  let line = await wire.readLine();
  while (line.startsWith('* ')) line = await wire.readLine();
  const [, why] = challenge.exec(line) ?? [];
  if (why === undefined) return { line, told: undefined };
  await wire.line(base64('\x01'));
  return { line: await wire.readLine(), told: JSON.parse(Buffer.from(why, 'base64').toString()) };
}
