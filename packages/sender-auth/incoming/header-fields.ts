import type { ParsedHeader } from 'mailauth/lib/tools.js';

const CR = 13;
const LF = 10;
/** The beginning of a line that is a new field; every other line continues the field before it. */
const START = /[!-9;-~]+[ \t\r]*(?:\n[ \t\r]*)?:/y;

/** A field of a header, one character per octet. */
export interface HeaderField {
  /** The name in lower case; '' where there is none. */
  readonly name: string;
  /** The whole field, its lines ended by CRLF, without the last line end. */
  readonly text: string;
}

/** Returns the fields of a header as signatures count them, from the first to the last. A bare LF ends a line as CRLF does. */
export function headerFields(header: Buffer): HeaderField[] {
  let end = header.length;
  while (end > 0 && (header[end - 1] === LF || header[end - 1] === CR)) end--;
  if (end === 0) return [];
  const text = header.toString('latin1', 0, end).replace(/\r?\n/g, '\r\n');
  const fields: HeaderField[] = [];
  let begin = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    START.lastIndex = at + 1;
    if (!START.test(text)) continue;
    fields.push(fieldOf(text.slice(begin, at - 1)));
    begin = at + 1;
  }
  fields.push(fieldOf(text.slice(begin)));
  return fields;
}

/** The fields of each name, in their order. */
export type FieldsByName = ReadonlyMap<string, readonly HeaderField[]>;

export function byName(fields: readonly HeaderField[]): FieldsByName {
  return Map.groupBy(fields, ({ name }) => name);
}

/** Returns fields in the form of the library, whose own parser takes quadratic time in the number of lines. */
export function parsedHeader(fields: readonly HeaderField[]): ParsedHeader {
  return {
    parsed: fields.map(({ name, text }) => ({
      key: name,
      casedKey: text.slice(0, Math.max(text.indexOf(':'), 0)).trim(),
      line: Buffer.from(text, 'latin1'),
    })),
  };
}

function fieldOf(text: string): HeaderField {
  const colon = text.indexOf(':');
  return { name: nameOf(colon < 0 ? text : text.slice(0, colon)), text };
}

/** Returns a name as it is compared and signed, without the blanks and line ends before its colon (RFC 5322 4.5.8). */
export function nameOf(text: string): string {
  return lowerCase(text.replace(/\r?\n/g, '').replace(/^[ \t]+|[ \t]+$/g, ''));
}

/** Lower-cases ASCII letters only; other characters are octets of an unknown charset. */
export function lowerCase(text: string): string {
  return /[^\0-\x7f]/.test(text) ? text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text.toLowerCase();
}
