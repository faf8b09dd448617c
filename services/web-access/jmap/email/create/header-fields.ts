import {
  type HeaderForm,
  headerPropertyOf,
  invalidProperties,
  isObject,
  type Json,
  readZonedDate,
} from '@postroom/jmap';
import { fitsOnLine } from '@postroom/mime';
import { formatDateTime } from '@postroom/smtp';
import { encodeWord } from 'nodemailer/lib/mime-funcs';
import MimeNode from 'nodemailer/lib/mime-node';
import { isAddress } from './addresses.ts';

/** A header field. */
export interface Field {
  readonly name: string;
  /** The value as it is written; it is folded at its spaces later. */
  readonly value: string;
  /** Everything after the colon, exactly as the client gave it; undefined unless it is valid in mail as it is. */
  readonly raw?: string;
}

/** Fields with ids that others chose. */
const OF_OTHERS = ['in-reply-to', 'references'];

/** The most characters of one field, and the most fields of one header. */
const MAX_VALUE = 100_000;

/** Reads a property for a header field (RFC 8621 4.1.3, 4.6). Returns undefined for other properties. Throws invalidProperties. */
export function headerFields(property: string, value: Json): Field[] | undefined {
  const asked = headerPropertyOf(property);
  if (!asked) return undefined;
  const values = asked.all ? value : [value];
  if (!Array.isArray(values)) throw wrong(property, 'it must be an array');
  return values
    .filter((each) => each !== null)
    .map((each) => ({ name: asked.field, value: written(property, asked.form, each), ...asSaid(asked, each) }));
}

/** Keeps the client's own folding if no line is blank or too long (RFC 5322 2.1.1, 2.2.3, 3.2.2). A blank follows the colon, as readers expect. */
function asSaid({ field, form }: { field: string; form: HeaderForm }, value: Json): { raw?: string } {
  if (form !== 'asRaw' || typeof value !== 'string') return {};
  const raw = /^[^ \t\r\n]/.test(value) ? ` ${value}` : value;
  const lines = `${field}:${raw}`.split('\r\n');
  return lines.every((line) => line.trim() !== '' && fitsOnLine(line)) ? { raw } : {};
}

/** Returns the lower-case name of the field that a property stands for. */
export function fieldNameOf(property: string): string | undefined {
  return headerPropertyOf(property)?.field.toLowerCase();
}

function written(property: string, form: HeaderForm, value: Json): string {
  const text = write(property, form, value);
  if (text.length > MAX_VALUE) throw wrong(property, 'it is too long');
  if (!text.split(/\s+/).every(fitsOnLine))
    throw wrong(property, 'it contains a word that is too long for a line and cannot be folded');
  return text;
}

function write(property: string, form: HeaderForm, value: Json): string {
  switch (form) {
    case 'asRaw':
      return raw(property, value);
    case 'asText':
      if (typeof value !== 'string') throw wrong(property, 'it must be a string');
      return textOf(oneLine(value));
    case 'asAddresses':
      return addresses(property, value);
    case 'asGroupedAddresses':
      return list(property, value)
        .map((each) => group(property, each))
        .filter((text) => text !== '')
        .join(', ');
    case 'asMessageIds':
      return (
        list(property, value)
          .map((id) => token(property, id))
          // Ids of other mail that no line can hold are left out: a reply is more important. The email's own id can be chosen anew.
          .filter((id) => fitsOnLine(id) || !OF_OTHERS.includes(fieldNameOf(property) ?? ''))
          .map((id) => `<${id}>`)
          .join(' ')
      );
    case 'asURLs':
      return list(property, value)
        .map((url) => `<${token(property, url)}>`)
        .join(', ');
    case 'asDate': {
      const zoned = readZonedDate(value);
      if (!zoned) throw wrong(property, 'it must be a Date');
      return formatDateTime(zoned.date, zoned.offset);
    }
  }
}

/** Used only for its encoding of header values. */
const encoder = new MimeNode('text/plain') as MimeNode & { encodeHeaderValue(key: string, value: string): string };

/** The longest word that fits on a line (RFC 5322 2.1.1), in characters. */
const MAX_WORD = 900;

/** Blanks at which the text is encoded instead of folded, because they might not fit on a line. */
const MANY_BLANKS = / {20}/;

/** Encodes text that is not ASCII, looks like an encoded word, or has words longer than a line (RFC 2047 5). */
function textOf(value: string): string {
  const isOdd =
    value.includes('=?') || MANY_BLANKS.test(value) || value.split(' ').some(({ length }) => length > MAX_WORD);
  return isOdd ? encodeWord(value, 'Q', 52) : encoder.encodeHeaderValue('Subject', value);
}

/** Reads a raw value: folded lines are joined, and other control characters or 8-bit text are refused (RFC 5322 2.2). */
function raw(property: string, value: Json): string {
  if (typeof value !== 'string') throw wrong(property, 'it must be a string');
  const unfolded = value.replace(/\r\n(?=[ \t])/g, '');
  if (/[^\t -~]/.test(unfolded)) throw wrong(property, 'a raw field must be ASCII, on one line or folded');
  return unfolded.trim();
}

function list(property: string, value: Json): Json[] {
  if (!Array.isArray(value)) throw wrong(property, 'it must be an array');
  if (value.length > 10_000) throw wrong(property, 'it has too many entries');
  return value;
}

function address(property: string, value: Json): { name: string; address: string } {
  if (!isObject(value)) throw wrong(property, 'an address must be an object');
  const { name = null, email } = value;
  if (name !== null && typeof name !== 'string') throw wrong(property, 'a name must be a string');
  if (!isAddress(email)) throw wrong(property, 'an address is invalid');
  return { name: oneLine(name ?? ''), address: email };
}

function addresses(property: string, value: Json): string {
  return list(property, value)
    .map((each) => address(property, each))
    .map(({ name, address }) => {
      const plain = encoder.encodeHeaderValue('To', [{ name: '', address }] as never);
      return name === '' ? plain : `${phrase(name)} <${plain.replace(/^<|>$/g, '')}>`;
    })
    .join(', ');
}

/** Writes a group (RFC 5322 3.4); a group without a name is written as its addresses alone. */
function group(property: string, value: Json): string {
  if (!isObject(value)) throw wrong(property, 'a group must be an object');
  const { name = null, addresses: members = [] } = value;
  const written = addresses(property, members);
  if (name === null) return written;
  if (typeof name !== 'string') throw wrong(property, 'a name must be a string');
  const label = phrase(oneLine(name));
  // RFC 2047 5 (3): a blank separates an encoded word from what follows.
  return `${label}${label.endsWith('?=') ? ' ' : ''}: ${written};`;
}

/** Writes a name: as encoded words outside of quotes, in which they would not be decoded (RFC 2047 5), else plain or quoted. */
function phrase(name: string): string {
  if (/[^ -~]|=\?/.test(name) || MANY_BLANKS.test(name))
    return encodeWord(name, /[^ -\u024f]/.test(name) ? 'B' : 'Q', 52);
  return /^[A-Za-z0-9]+(?: [A-Za-z0-9]+)*$/.test(name) ? name : `"${name.replace(/["\\]/g, '\\$&')}"`;
}

function token(property: string, value: Json): string {
  if (typeof value !== 'string' || value === '' || /[\s<>\p{Cc}]|[^ -~]/u.test(value))
    throw wrong(property, 'it contains invalid characters');
  return value;
}

/** Replaces control characters, so that nothing a client writes ends a line. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').toWellFormed();
}

function wrong(property: string, why: string): Error {
  return invalidProperties([property], `${property.slice(0, 100)}: ${why}`);
}
