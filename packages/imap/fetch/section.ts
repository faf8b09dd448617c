import { ImapSyntaxError } from '../values/syntax-error.ts';
import type { Decoder } from '../wire/decoder.ts';

export type SectionText = 'HEADER' | 'HEADER.FIELDS' | 'HEADER.FIELDS.NOT' | 'TEXT' | 'MIME';

/** What is between the brackets of `BODY[…]` (RFC 3501 6.4.5). Without part and text it means the whole message. */
export interface Section {
  /** `[1, 2]` for `1.2`. */
  readonly part: readonly number[];
  readonly text: SectionText | undefined;
  /** Header names in the client's case, for HEADER.FIELDS and HEADER.FIELDS.NOT, without a colon after them. */
  readonly fields: readonly string[];
}

/** The most names of one section; each response repeats the list. */
const MAX_FIELDS = 500;

/** `<0.2048>`: up to `length` bytes from `offset`. */
export interface Partial {
  readonly offset: number;
  readonly length: number;
}

/** The most part numbers in a section. No mail is nested deeper; more would attack the code that walks them. */
const DEEPEST = 100;

/** Reads `[…]`; undefined if no bracket is next. */
export function readSection(decoder: Decoder): Section | undefined {
  if (!decoder.special('[')) return undefined;
  const part: number[] = [];
  for (let number = decoder.number(); number !== undefined; number = decoder.number()) {
    if (number === 0 || part.length === DEEPEST) throw new ImapSyntaxError('Invalid part number');
    part.push(number);
    if (!decoder.special('.')) break;
    if (decoder.ahead(']')) throw new ImapSyntaxError('Invalid section');
  }
  const text = decoder.ahead(']') ? undefined : readSectionText(decoder, part.length > 0);
  const fields = text?.startsWith('HEADER.FIELDS') ? readFieldNames(decoder) : [];
  decoder.expectSpecial(']');
  return { part, text, fields };
}

/** Reads `<offset.length>`; undefined if no `<` is next. */
export function readPartial(decoder: Decoder): Partial | undefined {
  if (!decoder.special('<')) return undefined;
  const offset = decoder.expectNumber();
  decoder.expectSpecial('.');
  const length = decoder.expectNzNumber();
  decoder.expectSpecial('>');
  return { offset, length };
}

/** Returns a section as the response shows it, brackets included. */
export function formatSection(section: Section): string {
  const spec = [...section.part, ...(section.text ? [section.text] : [])].join('.');
  const fields = section.text?.startsWith('HEADER.FIELDS') ? ` (${section.fields.map(fieldName).join(' ')})` : '';
  return `[${spec}${fields}]`;
}

function readSectionText(decoder: Decoder, inPart: boolean): SectionText {
  const word = decoder.expectWord('a section');
  switch (word) {
    case 'HEADER':
    case 'HEADER.FIELDS':
    case 'HEADER.FIELDS.NOT':
    case 'TEXT':
      return word;
    case 'MIME':
      if (inPart) return word;
  }
  throw new ImapSyntaxError('Invalid section');
}

function readFieldNames(decoder: Decoder): string[] {
  decoder.expectSpace();
  const names = decoder.expectList(() => decoder.expectAstring());
  if (names.length === 0) throw new ImapSyntaxError('Expected a header field name');
  if (names.length > MAX_FIELDS) throw new ImapSyntaxError('Too many header field names');
  for (const name of names) {
    if (!/^[\x21-\x39\x3b-\x7e]+:?$/.test(name)) throw new ImapSyntaxError('Invalid header field name');
  }
  return names.map((name) => (name.endsWith(':') ? name.slice(0, -1) : name));
}

const fieldName = (name: string) => (/^[A-Za-z0-9-]+$/.test(name) ? name : `"${name.replace(/["\\]/g, '\\$&')}"`);
