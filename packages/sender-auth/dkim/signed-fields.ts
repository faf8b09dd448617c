import { FieldNames, parseHeader } from '@postroom/mime';
import { relaxedField } from './relaxed-field.ts';

/**
 * Signed once more than they are there, so that nobody can add another (RFC 6376 5.4.2): what people see of a mail, and where their
 * answers go (8.15).
 */
const OVERSIGNED = [
  ...['from', 'date', 'subject', 'to', 'cc', 'reply-to', 'message-id'],
  ...['mime-version', 'content-type', 'content-transfer-encoding'],
];
/** Signed as they are: a list may add its own (5.4.1). */
const OTHERS = [
  ...['sender', 'in-reply-to', 'references', 'content-id', 'content-description', 'content-disposition'],
  ...['resent-date', 'resent-from', 'resent-sender', 'resent-to', 'resent-cc', 'resent-message-id'],
  ...['list-id', 'list-help', 'list-unsubscribe', 'list-unsubscribe-post', 'list-subscribe', 'list-post', 'list-owner'],
  ...['list-archive', 'autocrypt', 'auto-submitted', 'bimi-selector'],
];
/** Names of all that is signed. What changes on its way is not (5.4.1): Received, Return-Path, Delivered-To, Authentication-Results. */
export const SIGNED_NAMES: readonly string[] = [...OVERSIGNED, ...OTHERS];
const WANTED = new FieldNames([...SIGNED_NAMES]);
/** Instances of one name; more make h= longer than a line of it may be. */
const MAX_INSTANCES = 20;

/** What a signature covers of a header. */
export interface SignedFields {
  /** For h=, in the order in which they are hashed. */
  readonly names: readonly string[];
  /** Each in relaxed form with its line end, one character per octet. */
  readonly canonical: string;
}

/** The fields of a header that are signed, of each name from the last to the first (RFC 6376 5.4.2). Undefined without From (5.4). */
export function signedFields(header: Buffer): SignedFields | undefined {
  const byName = Map.groupBy(parseHeader(header, WANTED), ({ name }) => name);
  if (!byName.has('from')) return undefined;
  const names: string[] = [];
  let canonical = '';
  for (const name of SIGNED_NAMES) {
    const instances = (byName.get(name) ?? []).slice(-MAX_INSTANCES);
    for (const { valueStart, end } of instances.reverse()) {
      names.push(name);
      canonical += `${relaxedField(name, header.toString('latin1', valueStart, end))}\r\n`;
    }
    if (OVERSIGNED.includes(name) && instances.length < MAX_INSTANCES) names.push(name);
  }
  return { names, canonical };
}
