import { FieldCursor, fieldValue, type MethodResult, readAuthenticationResults } from '@postroom/mime';
import { normaliseDomain } from '@postroom/smtp';
import { namesHost } from './authserv-id.ts';

/**
 * Who sent a message, by what we wrote in front of it when it came: `own`, somebody who had logged in here; `proven`, the domain stands
 * for it; `denied`, the domain says by DMARC that it is none of its mail; `unproven`, the domain says nothing that would prove it;
 * `unknown`, it could not be looked up.
 */
export type Proof = 'own' | 'proven' | 'denied' | 'unproven' | 'unknown';

export interface ProvenSender {
  readonly proof: Proof;
  /** Of the author, in A-labels; '' for `own` without one. */
  readonly domain: string;
}

/** Fields that are looked at: ours are the first ones. */
const MAX_FIELDS = 50;

/** As receivedHeader writes it, which lets nobody else write these brackets. */
const BY_US = / by ([^\s;()]+) \(Postroom\) with ([A-Z0-9]+) id /;
const RESENT: ReadonlySet<string> = new Set(['resent-from', 'resent-sender']);

/** RFC 3848: behind a login; by JMAP there is always one. */
const OF_USER = /^(?:(?:ESMTP|UTF8SMTP)S?A|HTTP)$/;

/**
 * Reads it from the header. Only fields in front of everything that came count: our Received, and Authentication-Results in our name, of
 * which intake lets none in from elsewhere by the same reading (`namesHost`). Null: nobody looked, it did not come by us, or somebody
 * who had logged in here passed it on as it was (RFC 5322 3.6.6), which says nothing of its author.
 * @param domain of its one author, in A-labels
 */
export function provenSender(header: Buffer, domain: string, hostname: string): ProvenSender | null {
  const cursor = new FieldCursor(header);
  let received = '';
  let isOwn = false;
  for (let at = 0; at < MAX_FIELDS && cursor.next(); at++) {
    const name = cursor.name();
    if (isOwn && RESENT.has(name)) return null;
    if (name !== 'received' && name !== 'authentication-results') continue;
    const value = fieldValue(header, { name, start: cursor.start, valueStart: cursor.colon + 1, end: cursor.end });
    if (name === 'received') {
      // A second one is of a server before us.
      if (received !== '') break;
      received = value;
      const [, by, protocol = ''] = BY_US.exec(` ${received.replace(/\s+/g, ' ')}`) ?? [];
      if (by?.toLowerCase() !== hostname.toLowerCase()) return null;
      isOwn = OF_USER.test(protocol);
    } else if (!isOwn && received !== '' && namesHost(value, hostname)) {
      return { proof: proofOf(readAuthenticationResults(value), domain), domain };
    }
  }
  return isOwn ? { proof: 'own', domain } : null;
}

function proofOf(results: readonly MethodResult[], domain: string): Proof {
  const dmarc = results.find(({ method }) => method === 'dmarc');
  // Several authors, or none: nothing stands for all of them.
  if (domain === '') return 'unproven';
  const isAbout = normaliseDomain(dmarc?.properties.get('header.from') ?? '') === domain;
  if (dmarc?.result === 'pass' && isAbout) return 'proven';
  if (dmarc?.result === 'fail' && isAbout) return 'denied';
  if (results.some((one) => one.result === 'pass' && isAligned(provenDomain(one), domain))) return 'proven';
  return results.some(({ result }) => result === 'temperror') ? 'unknown' : 'unproven';
}

function provenDomain({ method, properties }: MethodResult): string {
  const property = { dkim: 'header.d', spf: 'smtp.mailfrom' }[method];
  const value = property === undefined ? '' : (properties.get(property) ?? '');
  return normaliseDomain(value.slice(value.lastIndexOf('@') + 1)) ?? '';
}

/** RFC 9989 3.2.10.1, relaxed: without a list of public suffixes one has to lie in the other. */
function isAligned(name: string, domain: string): boolean {
  if (!name.includes('.')) return false;
  return name === domain || name.endsWith(`.${domain}`) || domain.endsWith(`.${name}`);
}
