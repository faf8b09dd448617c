import { FieldCursor, fieldValue, type MethodResult, readAuthenticationResults } from '@postroom/mime';
import { namesHost } from './authserv-id.ts';

/** How many fields are looked at: ours come first. */
const MAX_FIELDS = 50;

/** Matches our own Received field. receivedHeader lets nobody else's text contain these brackets. */
const BY_US = / by ([^\s;()]+) \(Postroom\) with ([A-Z0-9]+) id /;
const RESENT: ReadonlySet<string> = new Set(['resent-from', 'resent-sender']);

/** Protocol names of messages sent after a login (RFC 3848); JMAP always has a login. */
const OF_USER = /^(?:(?:ESMTP|UTF8SMTP)S?A|HTTP)$/;

/**
 * Reads what we wrote in front of a message when it arrived: the results of the sender checks, or `own` when somebody who had logged in here
 * sent it. Only fields above everything that arrived count: our Received, and Authentication-Results in our name; intake removes those
 * that come from elsewhere by the same rule (`namesHost`). Null: the sender was not checked, the message did not come through us, or
 * somebody who had logged in here resent it (RFC 5322 3.6.6), which says nothing about its author.
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
      // A second Received was written by a server before us.
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
