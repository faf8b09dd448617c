/** A header field to put in front of a message. */
export interface HeaderField {
  readonly name: string;
  /** The value without its final line end; folded lines in it begin with white space after CRLF (RFC 5322 2.2.3). */
  readonly value: string;
}

export interface HeaderRemoval {
  /** In lower case. */
  readonly name: string;
  /** 0 means all fields of that name, 1 the first, -1 the last. */
  readonly index: number;
}

/** Changes of the header that a scanner wants. */
export interface HeaderChanges {
  readonly add: readonly HeaderField[];
  readonly remove: readonly HeaderRemoval[];
}

const MAX_FIELDS = 50;
const MAX_REMOVALS = 200;
const MAX_NAME = 76;
/** RFC 5322 2.1.1. */
const MAX_LINE = 998;
/** The most octets of all fields together. */
const MAX_BYTES = 32 * 1024;

/** Fields of the transport (RFC 5321 4.4): only we write them, and they reveal loops. */
const NEVER_ADDED = new Set(['received', 'return-path']);
const NEVER_REMOVED = new Set(['received']);

/**
 * Reads the header changes of rspamd's answer: in `milter`, `add_headers` by name (`{ value, order }`, or a list of those, or a
 * text) and `remove_headers` by name (an index, or a list); in `dkim-signature` a signature, or a list. Malformed or excessive
 * changes are left out.
 */
export function parseHeaderChanges(answer: Record<string, unknown>): HeaderChanges {
  const { add_headers: added, remove_headers: removed } = objectOf(answer.milter);
  const signatures = ['DKIM-Signature', answer['dkim-signature']] as const;
  return { add: additions([signatures, ...Object.entries(objectOf(added))]), remove: removals(objectOf(removed)) };
}

function additions(fields: Iterable<readonly [name: string, given: unknown]>): HeaderField[] {
  const found: HeaderField[] = [];
  let bytes = 0;
  for (const [name, given] of fields) {
    if (!isFieldName(name) || NEVER_ADDED.has(name.toLowerCase())) continue;
    for (const one of Array.isArray(given) ? given : [given]) {
      const value = fieldValue(typeof one === 'string' ? one : objectOf(one).value, name);
      if (value === null) continue;
      bytes += name.length + value.length;
      if (found.length === MAX_FIELDS || bytes > MAX_BYTES) return found;
      found.push({ name, value });
    }
  }
  return found;
}

function removals(fields: Record<string, unknown>): HeaderRemoval[] {
  const found: HeaderRemoval[] = [];
  for (const [name, given] of Object.entries(fields)) {
    if (!isFieldName(name) || NEVER_REMOVED.has(name.toLowerCase())) continue;
    for (const index of Array.isArray(given) ? given : [given]) {
      if (found.length === MAX_REMOVALS) return found;
      if (Number.isSafeInteger(index)) found.push({ name: name.toLowerCase(), index: index as number });
    }
  }
  return found;
}

/** Returns whether it is a field name (RFC 5322 3.6.8 ftext): printable ASCII except the colon. */
function isFieldName(name: string): boolean {
  return name.length <= MAX_NAME && /^[!-9;-~]+$/.test(name);
}

/** Returns the value in ASCII, folded with CRLF; null for a value that would end the field or the header. */
function fieldValue(given: unknown, name: string): string | null {
  if (typeof given !== 'string' || given.length > MAX_BYTES) return null;
  const lines = given.trim().split(/\r\n|\n|\r/);
  const [first = '', ...folded] = lines;
  if (folded.some((line) => !/^[ \t]+[^ \t]/.test(line))) return null;
  if (name.length + 2 + first.length > MAX_LINE || folded.some((line) => line.length > MAX_LINE)) return null;
  return lines.map((line) => line.replace(/[^\t -~]/gu, '?')).join('\r\n');
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
