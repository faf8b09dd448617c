import { formatDate, type HeaderForm, type Json } from '@postroom/jmap';
import {
  type Address,
  decodeWords,
  type HeaderField,
  messageIds,
  parseAddresses,
  parseZonedDate,
  unfold,
} from '@postroom/mime';

/** Returns the octets after the colon of a header field, one character for each. */
export function rawValue(header: Buffer, { valueStart, end }: HeaderField): string {
  return header.toString('latin1', valueStart, end).replace(/\r?\n$/, '');
}

/** Returns a header field in one of the forms of RFC 8621 4.1.2; null when it cannot be parsed. */
export function headerValue(raw: string, form: HeaderForm): Json {
  switch (form) {
    case 'asRaw':
      return asRaw(raw);
    case 'asText':
      return asText(raw);
    case 'asAddresses':
      return parseAddresses(unfold(raw)).filter(isMailbox).map(addressObject);
    case 'asGroupedAddresses':
      return grouped(parseAddresses(unfold(raw)));
    case 'asMessageIds':
      return listOrNull(messageIds(unfold(raw)));
    case 'asDate':
      return asDate(unfold(raw));
    case 'asURLs':
      return listOrNull(urlsIn(unfold(raw)));
  }
}

/** RFC 8621 4.1.2.1. */
function asRaw(raw: string): string {
  return Buffer.from(raw, 'latin1').toString().replaceAll('\0', '');
}

/** RFC 8621 4.1.2.2. */
export function asText(raw: string): string {
  return decodeWords(unfold(raw)).normalize('NFC');
}

/** Returns the URLs of a list field (RFC 2369 2): blanks inside the angle brackets do not count, and comments are left out. */
function urlsIn(value: string): string[] {
  const urls: string[] = [];
  let comments = 0;
  for (const [piece, url = ''] of value.matchAll(/\\.|[()]|<([^<>]{1,2000})>/gs)) {
    if (piece === '(') comments++;
    else if (piece === ')') comments = Math.max(0, comments - 1);
    else if (comments === 0) urls.push(url.replace(/\s+/g, ''));
  }
  return urls.filter((url) => url !== '');
}

function listOrNull(list: string[]): string[] | null {
  return list.length > 0 ? list : null;
}

/** RFC 8621 4.1.2.6: the date in the time zone in which it was written. */
function asDate(value: string): string | null {
  const written = parseZonedDate(value);
  if (!written) return null;
  const { date, offset } = written;
  // RFC 3339 5.6 does not allow offsets of a day or more.
  return formatDate(date, Math.abs(offset) < 24 * 60 ? offset : 0);
}

function isMailbox({ mailbox, host }: Address): boolean {
  return mailbox !== null && host !== null;
}

function addressObject({ name, mailbox, host }: Address): { name: string | null; email: string } {
  const local = decodeWords(mailbox ?? '');
  return {
    name: name === null ? null : decodeWords(name).normalize('NFC').trim() || null,
    email: host ? `${isDotAtom(local) ? local : quoted(local)}@${decodeWords(host)}` : local,
  };
}

/** RFC 5322 3.2.3, RFC 6532 3.2. */
function isDotAtom(local: string): boolean {
  return /^[^\s"(),.:;<>@[\]\\\p{Cc}]+(?:\.[^\s"(),.:;<>@[\]\\\p{Cc}]+)*$/u.test(local);
}

function quoted(local: string): string {
  return `"${local.replace(/["\\]/g, '\\$&')}"`;
}

/** RFC 8621 4.1.2.4: addresses outside of groups are collected in a group without a name. */
function grouped(addresses: readonly Address[]): Json {
  const groups: { name: string | null; addresses: { name: string | null; email: string }[] }[] = [];
  let isInGroup = false;
  for (const address of addresses) {
    if (isMailbox(address)) {
      if (groups.length === 0 || (!isInGroup && groups.at(-1)?.name !== null))
        groups.push({ name: null, addresses: [] });
      groups.at(-1)?.addresses.push(addressObject(address));
      continue;
    }
    isInGroup = address.mailbox !== null;
    if (isInGroup) groups.push({ name: decodeWords(address.mailbox ?? '').normalize('NFC'), addresses: [] });
  }
  return groups;
}
