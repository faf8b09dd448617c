import { sign } from 'node:crypto';
import { createResolver, type DnsResolver } from '@postroom/dns';
import { type DnsServer, startDns, type Zone } from '@postroom/testkit';
import { sealMessage } from 'mailauth/lib/arc/index.js';
import { type DkimKey, keyRecord, newDkimKey, readPrivateKey } from './dkim/keys.ts';
import { relaxedField } from './dkim/relaxed-field.ts';
import { type Algorithm, type SigningKey, signatureFields } from './dkim/sign.ts';
import { checkSender } from './incoming/check-sender.ts';
import type { SenderResults } from './incoming/results.ts';
import type { Client } from './incoming/spf.ts';

export const ALGORITHMS = ['rsa-sha256', 'ed25519-sha256'] as const;

/** A public address that belongs to nobody. */
export const STRANGER = '203.0.113.7';

export interface TestKey extends SigningKey, Pick<DkimKey, 'publicKey'> {
  /** DER. */
  readonly der: Buffer;
  /** The record to publish, by its name. */
  readonly zone: Zone;
}

export async function testKey(algorithm: Algorithm, domain = 'example.org', selector = 'one'): Promise<TestKey> {
  const key = await newDkimKey(algorithm);
  return {
    domain,
    selector,
    algorithm,
    der: key.privateKey,
    publicKey: key.publicKey,
    privateKey: readPrivateKey(key.privateKey),
    zone: { [`${selector}._domainkey.${domain}`]: { TXT: [keyRecord(key)] } },
  };
}

export function split(message: string | Buffer): { header: Buffer; body: Buffer } {
  const raw = Buffer.from(message);
  const end = raw.indexOf('\r\n\r\n');
  const at = end === -1 ? raw.length : end + 4;
  return { header: raw.subarray(0, at), body: raw.subarray(at) };
}

/** Returns a message with our signatures in front. */
export async function signed(message: string | Buffer, keys: readonly SigningKey[], now = new Date()): Promise<Buffer> {
  const { header, body } = split(message);
  const front = await signatureFields({ header, body: pieces(body) }, keys, now);
  return Buffer.concat([Buffer.from(front), header, body]);
}

/** Changes a message as a mailing list does and seals the earlier results (RFC 8617), that of DMARC among them. */
export async function resealed(
  message: string,
  { domain, selector, privateKey }: SigningKey,
  dmarc = 'pass',
): Promise<string> {
  const changed = message.replace('Subject: ', 'Subject: [list]');
  const authResults = `${domain}; dkim=pass header.d=example.org; dmarc=${dmarc} header.from=example.org`;
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' });
  const seal = { signingDomain: domain, selector, privateKey: pem, authResults, cv: 'none' };
  return `${await sealMessage(changed, seal)}${changed}`;
}

/** Writes other results into the one ARC set of a message and seals them with this key, around the message signature as it is. */
export function retold(message: string, { domain, selector, privateKey }: SigningKey): string {
  const [, signature = ''] = /^ARC-Message-Signature:(.*(?:\r\n[ \t].*)*)/m.exec(message) ?? [];
  const results = ` i=1; ${domain}; dmarc=pass header.from=example.org`;
  const seal = ` i=1; a=rsa-sha256; d=${domain}; s=${selector}; cv=none; b=`;
  const text = [
    relaxedField('arc-authentication-results', results),
    relaxedField('arc-message-signature', signature),
    relaxedField('arc-seal', seal),
  ].join('\r\n');
  const set = [
    `ARC-Seal:${seal}${sign('sha256', Buffer.from(text), privateKey).toString('base64')}`,
    `ARC-Message-Signature:${signature}`,
    `ARC-Authentication-Results:${results}`,
  ];
  const rest = message.replace(/^ARC-.*\r\n(?:[ \t].*\r\n)*/gm, '');
  return `${set.join('\r\n')}\r\n${rest}`;
}

export async function* pieces(body: Buffer, bytes = 7): AsyncGenerator<Buffer> {
  for (let at = 0; at < body.length; at += bytes) yield body.subarray(at, at + bytes);
}

export interface Judge extends AsyncDisposable {
  readonly dns: DnsServer;
  readonly resolver: DnsResolver;
  check(message: string | Buffer, client?: Partial<Client>, isBinary?: boolean): Promise<SenderResults>;
}

/** Starts a checker of messages with a DNS of these names. */
export async function startJudge(zone: Zone, { withinMs = 2_000 } = {}): Promise<Judge> {
  const dns = await startDns(zone);
  const resolver = createResolver({ servers: dns.address, tryMs: 150, totalMs: 400 });
  return {
    dns,
    resolver,
    check(message, client = {}, isBinary = false) {
      const { header, body } = split(message);
      const sender = { address: STRANGER, helo: 'client.test', reversePath: '', ...client };
      const options = { resolver, hostname: 'mail.postroom.test', withinMs, now: new Date() };
      return checkSender({ header, body: () => pieces(body, 4096), isBinary }, sender, options);
    },
    [Symbol.asyncDispose]: () => dns[Symbol.asyncDispose](),
  };
}

export const LETTER = [
  'From: Alice <alice@example.org>',
  'To: bob@postroom.test',
  'Subject:  a   letter ',
  'Date: Fri, 27 Nov 2026 12:00:00 +0000',
  'Message-ID: <one@example.org>',
  '',
  'Hello  Bob, ',
  '',
  'this is it.',
  '',
  '',
].join('\r\n');
