import { FieldCursor, fieldValue, type MethodResult, readAuthenticationResults } from '@postroom/mime';
import { namesHost } from './authserv-id.ts';

/** Fields that are looked at: ours are the first ones. */
const MAX_FIELDS = 50;

/** As receivedHeader writes it, which lets nobody else write these brackets. */
const BY_US = / by ([^\s;()]+) \(Postroom\) with ([A-Z0-9]+) id /;
const RESENT: ReadonlySet<string> = new Set(['resent-from', 'resent-sender']);

/** RFC 3848: behind a login; by JMAP there is always one. */
const OF_USER = /^(?:(?:ESMTP|UTF8SMTP)S?A|HTTP)$/;

/**
 * What we wrote in front of a message when it came: what was found of who sent it, or `own`, that somebody brought it who had logged in
 * here. Only fields in front of everything that came count: our Received, and Authentication-Results in our name, of which intake lets
 * none in from elsewhere by the same reading (`namesHost`). Null: nobody looked, it did not come by us, or somebody who had logged in
 * here passed it on as it was (RFC 5322 3.6.6), which says nothing of its author.
 */
export function ourResults(header: Buffer, hostname: string): readonly MethodResult[] | 'own' | null {
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
      return readAuthenticationResults(value);
    }
  }
  return isOwn ? 'own' : null;
}
