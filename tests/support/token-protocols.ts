import assert from 'node:assert/strict';
import type { Ports } from '@postroom/launch';
import { Wire } from '@postroom/testkit';

/** What a client sends behind the name of each mechanism, before it is base64. */
export const MESSAGES = {
  OAUTHBEARER: (user: string, token: string) => `n,a=${user},\x01host=localhost\x01auth=Bearer ${token}\x01\x01`,
  XOAUTH2: (user: string, token: string) => `user=${user}\x01auth=Bearer ${token}\x01\x01`,
};

export const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** How one logs in by token in a protocol. */
export interface TokenProtocol {
  readonly name: string;
  /** A session that has been greeted, from a loopback address of its own unless told. */
  open(localAddress?: string): Promise<Wire>;
  readonly authenticate: string;
  readonly challenge: RegExp;
  readonly good: RegExp;
  readonly bad: RegExp;
  /** What says that nobody can say now whether the token is good. */
  readonly away: RegExp;
  /** What says that the session has ended. */
  readonly ended: RegExp;
}

let networks = 0;

/** From an address of its own each time: wrong tokens are counted by it, and answered ever later. */
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

/** Logs in, and returns the last line; with what the client was told of its token before that. */
export async function logInByToken(
  { authenticate, challenge }: TokenProtocol,
  wire: Wire,
  mechanism: string,
  message: string,
): Promise<{ line: string; told: Record<string, string> | undefined }> {
  // RFC 5034 4: what does not fit into a line of 255 octets comes behind an empty challenge, by any protocol.
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
