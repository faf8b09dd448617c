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
  /** Names that the settings want. */
  readonly names: readonly string[];
  readonly resolver: Pick<DnsResolver, 'a' | 'aaaa'>;
  /** Undefined: names are proved by HTTP. */
  readonly dns?: DnsProofOptions | undefined;
  /** The service ends: what is under way is given back. */
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** How often it is looked whether a certificate is due. */
export const CERTIFICATES_MS = 10_000;
/** Names that are ordered in one turn. */
const MAX_ORDERS = 10;
/** Of an order: less than its lease. */
const ORDER_MS = 8 * 60_000;
const MAX_FAILURE = 500;

/** The names by which servers of ours are found: our own, and those that mail programs are told. */
export function serverNames(hostname: string, servers: readonly Pick<PublicServer, 'host'>[]): string[] {
  const names = [hostname, ...servers.map(({ host }) => host)].flatMap((name) => normaliseDomain(name) ?? []);
  return [...new Set(names)].filter((name) => name.includes('.') && isIP(name) === 0);
}

/** Orders what is due, one name after the other: one that fails keeps none of the others. */
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
    // Its words alone: the error carries the whole request.
    const reason = (error as Error).message.replaceAll('\0', '').slice(0, MAX_FAILURE);
    await noteFailure(pool, name, reason, next);
    log.warn({ name, reason, next }, 'a certificate cannot be had');
  }
}

/** A wildcard can be proved by DNS alone. */
async function proofOf(options: CertificateOptions, name: string): Promise<Proof> {
  const { dns, pool } = options;
  const isWildcard = name.startsWith('*.');
  if (dns && (isWildcard || dns.proves === 'all')) return proveByDns(dns);
  if (isWildcard) throw new Error('a wildcard can be proved by dns-01 alone, which needs ACME_DNS_HOOK');
  await haveAddress(options, name);
  return {
    type: 'http-01',
    put: ({ token, answer }) => putChallenge(pool, token, answer),
    remove: ({ token }) => removeChallenge(pool, token),
  };
}

/** The authority would look in vain, and count it. */
async function haveAddress({ resolver }: CertificateOptions, name: string): Promise<void> {
  const answers = await Promise.all([resolver.a(name), resolver.aaaa(name)]);
  if (!answers.some(({ kind }) => kind === 'found')) throw new Error('the name has no address in DNS');
}

/** Of the certificate that is to be renewed; none where it has ended, was removed, or is sealed under another secret. */
async function keyBefore({ pool, seal }: CertificateOptions, name: string): Promise<Buffer | undefined> {
  const [kept] = await readCertificates(pool, [name]);
  try {
    return kept && seal.open(kept.sealedKey, name);
  } catch {
    return undefined;
  }
}

/** Of our account at the authority, PEM. */
async function ourKey({ pool, seal, authority: { directoryUrl } }: CertificateOptions): Promise<Buffer> {
  const sealed = await accountKey(pool, directoryUrl, async () => seal.seal(await newAccountKey(), directoryUrl));
  try {
    return seal.open(sealed, directoryUrl);
  } catch (error) {
    await forgetAccount(pool, directoryUrl);
    throw new Error('CERTIFICATE_SECRET was another one: the next try makes a new account', { cause: error });
  }
}

/** Returns what measures them, which Postgres knows: every mailbox-store says the same, so take max(). */
export function createCertificateMetrics(metrics: Metrics, pool: Pool): () => Promise<void> {
  const certificates = new Gauge({
    name: 'postroom_certificates',
    help: 'Names for which an authority is asked (ACME): with a good certificate, with none, and whose last order failed',
    labelNames: ['state'],
    registers: [metrics],
  });
  return async () => {
    for (const [state, count] of Object.entries(await countCertificates(pool))) certificates.set({ state }, count);
  };
}
