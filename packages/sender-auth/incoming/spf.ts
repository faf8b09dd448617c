import { normaliseDomain } from '@postroom/smtp';
import { type SpfResult as MailauthResult, spf } from 'mailauth/lib/spf/index.js';
import { LIMITS } from './limits.ts';
import type { LookUp } from './look-up.ts';
import { Remembered } from './remembered.ts';
import type { SpfResult } from './results.ts';
import { said } from './row.ts';

/** The client that sent us the message. */
export interface Client {
  readonly address: string;
  /** The name given in HELO or EHLO. */
  readonly helo: string;
  /** '' is the null reverse-path. */
  readonly reversePath: string;
}

/** The version of an SPF record (RFC 7208 4.5). */
const SPF = /^v=spf1(?: |$)/i;

interface SpfOptions {
  readonly hostname: string;
  readonly lookUp: LookUp;
  readonly withinMs: number;
}

interface Evaluated extends Pick<MailauthResult, 'domain' | 'status'> {
  /** The reverse-path that was evaluated. */
  readonly reversePath: string;
}

/** Evaluations by client and domain. */
const evaluated = new Remembered<Evaluated>(isOfDomain);

/** RFC 8601 2.7.2: a local part appears in the result where it depends on it; such a result is not remembered for the domain. */
function isOfDomain({ status }: Evaluated): boolean {
  return status.result !== 'temperror' && !String(status.smtp?.mailfrom ?? '').includes('@');
}

/** Checks whether the owner of the reverse-path's domain lets this client send (RFC 7208). Never rejects. */
export async function checkSpf(client: Client, options: SpfOptions): Promise<SpfResult> {
  const { address, helo } = client;
  const at = client.reversePath.lastIndexOf('@');
  const domainOfPath = client.reversePath.slice(at + 1);
  // Asks for the domain in the normal form that other software uses (RFC 8616 4).
  const reversePath = client.reversePath.slice(0, at + 1) + (normaliseDomain(domainOfPath) ?? domainOfPath);
  const key = JSON.stringify([options.hostname, address, helo, at > 0 ? reversePath.slice(at) : reversePath]);
  const { domain, status, ...before } = await evaluated.of(key, options.lookUp, () =>
    evaluate({ ...client, reversePath }, options),
  );
  const { comment } = status;
  const isOther = comment && reversePath !== before.reversePath;
  const words = isOther ? comment.replaceAll(before.reversePath, () => reversePath) : comment;
  return { domain: domain.toLowerCase(), ...said('spf', { ...status, ...(words && { comment: words }) }) };
}

async function evaluate(client: Client, { hostname, lookUp, withinMs }: SpfOptions): Promise<Evaluated> {
  const { reversePath } = client;
  const { domain, status } = await spf({
    sender: reversePath,
    ip: client.address,
    helo: client.helo,
    mta: hostname,
    resolver: lookUp.resolve,
    maxElapsedTime: withinMs,
    strict: true,
    maxResolveCount: LIMITS.spfTerms,
    maxVoidCount: LIMITS.spfVoids,
  });
  return { domain, status, reversePath };
}

/**
 * Checks the HELO name of the client in the same way (RFC 7208 2.3), where there is a reverse-path as well. Undefined where it is no domain
 * name with a dot, or its owner publishes nothing that is known now.
 */
export async function checkHelo(client: Client, options: SpfOptions): Promise<SpfResult | undefined> {
  const isName = normaliseDomain(client.helo)?.includes('.') && !client.helo.startsWith('[');
  if (client.reversePath === '' || !isName) return undefined;
  const texts = await options.lookUp.texts(client.helo);
  if (!texts.some((text) => SPF.test(text))) return undefined;
  const result = await checkSpf({ ...client, reversePath: '' }, options);
  return result.result === 'none' || result.result === 'temperror' ? undefined : result;
}
