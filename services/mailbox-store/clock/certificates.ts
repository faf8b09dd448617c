import { isIP } from 'node:net';
import { type Authority, afterFailure, newAccountKey, order, type Proof, renewalOf } from '@postroom/acme';
import type { Pool } from '@postroom/database';
import {
  accountKey,
  countCertificates,
  forgetAccount,
  giveBack,
  keepIssued,
  keepNames,
  noteFailure,
  putChallenge,
  readCertificates,
  removeChallenge,
  takeDueCertificate,
} from '@postroom/directory';
import type { DnsResolver } from '@postroom/dns';
import type { KeySeal } from '@postroom/sender-auth/sealed-key';
import { Gauge, type Logger, type Metrics, type PublicServer } from '@postroom/service';
import { normaliseDomain } from '@postroom/smtp';
import { type DnsProofOptions, proveByDns, removeLeftRecords } from './prove-by-dns.ts';

export interface CertificateOptions {
  readonly pool: Pool;
  readonly seal: KeySeal;
  readonly authority: Omit<Authority, 'accountKey'>;
  /** The names that the settings demand. */
  readonly names: readonly string[];
  readonly resolver: Pick<DnsResolver, 'a' | 'aaaa'>;
  /** Proves names by DNS; undefined when they are proven by HTTP. */
  readonly dns?: DnsProofOptions | undefined;
  /** Aborted when the service stops; a running order is then given back. */
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** The interval at which due certificates are searched. */
export const CERTIFICATES_MS = 10_000;
/** The most names ordered in one turn. */
const MAX_ORDERS = 10;
/** How long one order may take, which is less than its lease. */
const ORDER_MS = 8 * 60_000;
const MAX_FAILURE = 500;

/** Returns the names of our servers: the host name, and the names offered to mail programs. */
export function serverNames(hostname: string, servers: readonly Pick<PublicServer, 'host'>[]): string[] {
  const names = [hostname, ...servers.map(({ host }) => host)].flatMap((name) => normaliseDomain(name) ?? []);
  return [...new Set(names)].filter((name) => name.includes('.') && isIP(name) === 0);
}

/** Orders the certificates that are due, one after the other; a failure does not stop the others. */
export async function keepCertificates(options: CertificateOptions): Promise<void> {
  const { pool, names, signal } = options;
  await keepNames(pool, names);
  if (options.dns) await removeLeftRecords(options.dns, signal);
  for (let orders = 0; orders < MAX_ORDERS && !signal.aborted; orders++) {
    const due = await takeDueCertificate(pool, names);
    if (!due) return;
    await orderOne(options, due);
  }
}

async function orderOne(options: CertificateOptions, due: { name: string; failures: number }): Promise<void> {
  const { pool, seal, authority, signal, log } = options;
  const { name } = due;
  try {
    const proof = await proofOf(options, name);
    const key = await ourKey(options);
    const until = AbortSignal.any([signal, AbortSignal.timeout(ORDER_MS)]);
    const keptKey = await keyBefore(options, name);
    const made = await order(name, { ...authority, accountKey: key }, proof, { key: keptKey, signal: until });
    const nextAttemptAt = renewalOf(made);
    await keepIssued(pool, name, { ...made, sealedKey: seal.seal(made.key, name), nextAttemptAt });
    log.info({ name, until: made.endsAt, renewal: nextAttemptAt }, 'certificate ordered');
  } catch (error) {
    if (signal.aborted) return giveBack(pool, name);
    const next = afterFailure(due.failures + 1);
    // Only the message, since the error contains the whole request.
    const reason = (error as Error).message.replaceAll('\0', '').slice(0, MAX_FAILURE);
    await noteFailure(pool, name, reason, next);
    log.warn({ name, reason, next }, 'a certificate cannot be obtained');
  }
}

/** Returns how to prove a name; a wildcard can only be proven by DNS. */
async function proofOf(options: CertificateOptions, name: string): Promise<Proof> {
  const { dns, pool } = options;
  const isWildcard = name.startsWith('*.');
  if (dns && (isWildcard || dns.proves === 'all')) return proveByDns(dns);
  if (isWildcard) throw new Error('a wildcard certificate can be validated only by dns-01: set ACME_DNS_HOOK');
  await haveAddress(options, name);
  return {
    type: 'http-01',
    put: ({ token, answer }) => putChallenge(pool, token, answer),
    remove: ({ token }) => removeChallenge(pool, token),
  };
}

/** Throws for a name without an address: the authority would not find it and count a failure. */
async function haveAddress({ resolver }: CertificateOptions, name: string): Promise<void> {
  const answers = await Promise.all([resolver.a(name), resolver.aaaa(name)]);
  if (!answers.some(({ kind }) => kind === 'found')) throw new Error('the name has no address in DNS');
}

/** Returns the key of the certificate to renew; none if it has expired, was removed, or is sealed with another secret. */
async function keyBefore({ pool, seal }: CertificateOptions, name: string): Promise<Buffer | undefined> {
  const [kept] = await readCertificates(pool, [name]);
  try {
    return kept && seal.open(kept.sealedKey, name);
  } catch {
    return undefined;
  }
}

/** Returns the key of our account at the authority, in PEM. */
async function ourKey({ pool, seal, authority: { directoryUrl } }: CertificateOptions): Promise<Buffer> {
  const sealed = await accountKey(pool, directoryUrl, async () => seal.seal(await newAccountKey(), directoryUrl));
  try {
    return seal.open(sealed, directoryUrl);
  } catch (error) {
    await forgetAccount(pool, directoryUrl);
    throw new Error('CERTIFICATE_SECRET has changed: the next attempt creates a new account', { cause: error });
  }
}

/** Makes the metrics of certificates. Every mailbox-store reports the same from Postgres: take max(). Returns the function that measures. */
export function createCertificateMetrics(metrics: Metrics, pool: Pool): () => Promise<void> {
  const certificates = new Gauge({
    name: 'postroom_certificates',
    help: 'Names for which certificates are ordered (ACME), by state: valid certificate, none yet, last order failed',
    labelNames: ['state'],
    registers: [metrics],
  });
  return async () => {
    for (const [state, count] of Object.entries(await countCertificates(pool))) certificates.set({ state }, count);
  };
}
