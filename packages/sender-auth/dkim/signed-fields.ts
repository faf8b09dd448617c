import { FieldNames, parseHeader } from '@postroom/mime';
import { relaxedField } from './relaxed-field.ts';

/**
 * Fields that are signed once more than they occur, so that nobody can add another (RFC 6376 5.4.2): those that people see of a message,
 * and those that decide where replies go (8.15).
 */
const OVERSIGNED = [
  ...['from', 'date', 'subject', 'to', 'cc', 'reply-to', 'message-id'],
  ...['mime-version', 'content-type', 'content-transfer-encoding'],
];
/** Fields that are signed as often as they occur, since a list may add its own (5.4.1). */
const OTHERS = [
  ...['sender', 'in-reply-to', 'references', 'content-id', 'content-description', 'content-disposition'],
  ...['resent-date', 'resent-from', 'resent-sender', 'resent-to', 'resent-cc', 'resent-message-id'],
  ...['list-id', 'list-help', 'list-unsubscribe', 'list-unsubscribe-post', 'list-subscribe', 'list-post', 'list-owner'],
  ...['list-archive', 'autocrypt', 'auto-submitted', 'bimi-selector'],
];
/** All signed fields. Those that change in transport are not among them (5.4.1): Received, Return-Path, Delivered-To, Authentication-Results. */
export const SIGNED_NAMES: readonly string[] = [...OVERSIGNED, ...OTHERS];
const WANTED = new FieldNames([...SIGNED_NAMES]);
/** The most fields of one name that are signed; more would make a line of h= too long. */
const MAX_INSTANCES = 20;

/** The fields of a header that a signature covers. */
export interface SignedFields {
  /** The names for h=, in the order in which the fields are hashed. */
  readonly names: readonly string[];
  /** The fields in relaxed form, each with its line end, one character per octet. */
  readonly canonical: string;
}

/** Returns the fields of a header to sign, for each name from the last to the first (RFC 6376 5.4.2). Undefined without From (5.4). */
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
