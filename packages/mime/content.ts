import { joinContinuations } from './continuations.ts';
import { fieldValue, type HeaderField } from './header/fields.ts';
import type { Disposition, Parameter, Part } from './part.ts';
import { FieldReader } from './structured.ts';

/** The header fields that describe a part (RFC 2045 to 2183, 2557, 3282). */
export const contentFields: readonly string[] = ['type', 'transfer-encoding', 'disposition', 'language', 'id']
  .concat(['description', 'md5', 'location'])
  .map((name) => `content-${name}`);

interface MediaType {
  type: string;
  subtype: string;
  params?: Parameter[];
}

/** Reads the Content-* fields of a header into a Part without offsets; the scanner adds those. */
export function readContent(header: Uint8Array, fields: readonly HeaderField[], inDigest: boolean): Part {
  const first = new Map<string, HeaderField>();
  for (const field of fields) {
    // RFC 2045 3 allows each field once; of several the first counts, as in Dovecot
    if (field.name.startsWith('content-') && !first.has(field.name)) first.set(field.name, field);
  }
  const value = (name: string): string => {
    const field = first.get(`content-${name}`);
    return field ? fieldValue(header, field) : '';
  };
  const media: MediaType = first.has('content-type')
    ? parseContentType(value('type'))
    : inDigest
      ? { type: 'message', subtype: 'rfc822' } // RFC 2046 5.1.5
      : { type: 'text', subtype: 'plain' }; // RFC 2045 5.2
  const part: Part = { ...media, size: 0, lines: 0, headerStart: 0, bodyStart: 0, bodyEnd: 0 };
  if (first.size === 0) return part;

  const encoding = parseEncoding(value('transfer-encoding'));
  if (encoding) part.encoding = encoding;
  const disposition = parseDisposition(value('disposition'));
  if (disposition) part.disposition = disposition;
  const language = parseLanguage(value('language'));
  if (language.length > 0) part.language = language;
  const texts = { id: value('id'), description: value('description'), md5: value('md5'), location: value('location') };
  if (texts.id) part.id = texts.id;
  if (texts.description) part.description = texts.description;
  if (texts.md5) part.md5 = texts.md5;
  if (texts.location) part.location = texts.location;
  return part;
}

/** Parses Content-Type (RFC 2045 5.1). A value without `type/subtype` is text/plain (RFC 2045 5.2); its charset parameter still counts. */
export function parseContentType(value: string): MediaType {
  const reader = new FieldReader(value);
  reader.skipBlanks();
  const type = reader.token();
  reader.skipBlanks();
  const slash = reader.take('/');
  reader.skipBlanks();
  const subtype = slash ? reader.token() : '';
  const media = type && subtype ? { type, subtype } : { type: 'text', subtype: 'plain' };
  const params = joinContinuations(reader.parameters());
  return params.length > 0 ? { ...media, params } : media;
}

/** Parses Content-Disposition (RFC 2183 2); null when it names no type. A value that begins with a parameter is an attachment. */
export function parseDisposition(value: string): Disposition | null {
  if (value === '') return null;
  const reader = new FieldReader(value);
  reader.skipBlanks();
  const start = reader.at;
  let type = reader.token();
  if (!type) return null;
  reader.skipBlanks();
  if (reader.text[reader.at] === '=') {
    type = 'attachment';
    reader.at = start;
  }
  const params = joinContinuations(reader.parameters());
  return params.length > 0 ? { type, params } : { type };
}

/** Parses Content-Transfer-Encoding (RFC 2045 6.1): returns its first token; comments and what follows are dropped. */
function parseEncoding(value: string): string {
  if (value === '') return '';
  const reader = new FieldReader(value);
  reader.skipBlanks();
  return reader.token();
}

/** Parses Content-Language (RFC 3282 2). */
function parseLanguage(value: string): string[] {
  if (value === '') return [];
  const reader = new FieldReader(value);
  const tags: string[] = [];
  do {
    reader.skipBlanks();
    const tag = reader.word();
    if (tag) tags.push(tag);
    reader.skipBlanks();
  } while (reader.take(',') && tags.length < 100);
  return tags;
}

/** Returns the value of a parameter, or null. */
export function findParameter(params: readonly Parameter[] | undefined, name: string): string | null {
  return params?.find(([key]) => key === name)?.[1] ?? null;
}
