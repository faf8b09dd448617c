import { createResolver, type DnsResolver } from '@postroom/dns';
import { type DnsServer, startDns, type Zone } from '@postroom/testkit';
import { sealMessage } from 'mailauth/lib/arc/index.js';
import { type DkimKey, keyRecord, newDkimKey, readPrivateKey } from './dkim/keys.ts';
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

/** Changes a message as a mailing list does and seals the earlier results (RFC 8617). */
export async function resealed(message: string, { domain, selector, privateKey }: SigningKey): Promise<string> {
  const changed = message.replace('Subject: ', 'Subject: [list]');
  const authResults = `${domain}; dkim=pass header.d=example.org; dmarc=pass header.from=example.org`;
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' });
  const seal = { signingDomain: domain, selector, privateKey: pem, authResults, cv: 'none' };
  return `${await sealMessage(changed, seal)}${changed}`;
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
