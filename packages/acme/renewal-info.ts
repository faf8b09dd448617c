import { X509Certificate } from 'node:crypto';
import acme from 'acme-client';
import { certificateId } from './certificate-id.ts';
import './requests.ts';

/** When an authority wants a certificate to be renewed (RFC 9773 4.2). */
export interface RenewalInfo {
  readonly from: Date;
  readonly to: Date;
  /** The URL of an explanation for people. */
  readonly explanation: string | null;
  /** When to ask again, in milliseconds from now. */
  readonly askAgainMs: number;
}

const HOUR = 3_600_000;
/** The default time, and the limits of what an authority may ask for (RFC 9773 4.3). */
const ASK_AGAIN_MS = 6 * HOUR;
const LEAST_MS = 60_000;
const MOST_MS = 24 * HOUR;
const MAX_EXPLANATION = 500;

/** Fetches the renewal information; null when the authority has none. Throws when it does not answer, or not as it should. @param chain PEM */
export async function renewalInfo(
  directoryUrl: string,
  chain: string,
  signal: AbortSignal,
): Promise<RenewalInfo | null> {
  const { data: directory } = await acme.axios.get<{ renewalInfo?: unknown }>(directoryUrl, { signal });
  const id = certificateId(new X509Certificate(chain));
  if (typeof directory.renewalInfo !== 'string' || id === null) return null;
  const { data, headers } = await acme.axios.get(`${directory.renewalInfo}/${id}`, { signal });
  const { suggestedWindow, explanationURL } = (data ?? {}) as Record<string, unknown>;
  const { start, end } = (suggestedWindow ?? {}) as Record<string, unknown>;
  const [from, to] = [new Date(String(start)), new Date(String(end))];
  if (!(from.getTime() < to.getTime())) throw new Error('the authority names no time for the renewal');
  return {
    from,
    to,
    askAgainMs: askAgain(headers['retry-after']),
    explanation: typeof explanationURL === 'string' ? explanationURL.slice(0, MAX_EXPLANATION) : null,
  };
}

/** Reads Retry-After (RFC 9110 10.2.3): seconds, or a date. */
function askAgain(value: unknown): number {
  const text = typeof value === 'string' ? value : '';
  const wait = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : new Date(text).getTime() - Date.now();
  return Number.isNaN(wait) ? ASK_AGAIN_MS : Math.min(Math.max(wait, LEAST_MS), MOST_MS);
}

/** Returns when to renew: as planned if that is within the suggested time, else a random moment of it (RFC 9773 4.2). @param random from 0 to 1 */
export function renewalWithin(
  { from, to }: Pick<RenewalInfo, 'from' | 'to'>,
  planned: Date,
  random = Math.random(),
): Date {
  if (planned >= from && planned <= to) return planned;
  return new Date(from.getTime() + random * (to.getTime() - from.getTime()));
}
