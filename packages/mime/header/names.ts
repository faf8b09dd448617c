import { SPACE, TAB } from '../bytes.ts';

/**
 * Returns the name before a colon, in lower case and without the blanks that RFC 5322 4.5.8 allows after it. '' when it is
 * no valid name (2.2): a name consists of printable ASCII without spaces.
 */
export function fieldName(bytes: Buffer, start: number, colon: number): string {
  let end = colon;
  while (end > start && isBlank(bytes[end - 1])) end--;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte <= SPACE || byte >= 0x7f) return '';
  }
  return bytes.toString('latin1', start, end).toLowerCase();
}

/** A set of field names to look for. Most other names of a header are told apart by their length alone. */
export class FieldNames {
  readonly #names: ReadonlySet<string>;
  readonly #lengths: ReadonlySet<number>;

  /** @param names in any case */
  constructor(names: Iterable<string>) {
    this.#names = new Set(Array.from(names, (name) => name.toLowerCase()));
    this.#lengths = new Set(Array.from(this.#names, ({ length }) => length));
  }

  /** Returns the name before a colon, in lower case, if it is one of these; else ''. */
  match(bytes: Buffer, start: number, colon: number): string {
    let end = colon;
    while (end > start && isBlank(bytes[end - 1])) end--;
    if (!this.#lengths.has(end - start)) return '';
    const name = bytes.toString('latin1', start, end).toLowerCase();
    return this.#names.has(name) ? name : '';
  }
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}

/** Field names, in lower case, at least one of which a message has in its first lines. */
const usual = new Set([
  ...['from', 'to', 'cc', 'bcc', 'subject', 'date', 'sender', 'reply-to', 'message-id', 'in-reply-to', 'references'],
  ...['received', 'received-spf', 'return-path', 'delivered-to', 'envelope-to', 'mime-version', 'user-agent', 'status'],
  ...['dkim-signature', 'domainkey-signature', 'authentication-results', 'organization', 'keywords', 'comments'],
  ...[
    'precedence',
    'auto-submitted',
    'importance',
    'priority',
    'autocrypt',
    'errors-to',
    'disposition-notification-to',
  ],
]);

const usualPrefix = /^(?:content|x|list|resent|arc|thread|feedback|delivery)-./;

/** Returns whether a line with this name, in lower case, surely belongs to a header and not to a text. */
export function isUsualField(name: string): boolean {
  return usual.has(name) || usualPrefix.test(name);
}
