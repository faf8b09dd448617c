import { invalidProperties, isObject, type Json, type JsonObject, own, type SetError } from '@postroom/jmap';
import { fitsOnLine } from '@postroom/mime';
import { withAsciiCids } from './ascii-cids.ts';
import { type Field, fieldNameOf, headerFields } from './header-fields.ts';
import type { NewPart } from './new-part.ts';

const MAX_PARTS = 1_000;
const MAX_DEPTH = 20;
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/i;

/** Reads the body of a new email (RFC 8621 4.6): either its structure, or text, HTML and attachments to assemble. Throws SetError. */
export function readBody(email: JsonObject): NewPart {
  return withAsciiCids(asGiven(email));
}

function asGiven(email: JsonObject): NewPart {
  const reader = new BodyReader(own(email, 'bodyValues') ?? null);
  const lists = ['textBody', 'htmlBody', 'attachments'].filter((name) => (own(email, name) ?? null) !== null);
  const structure = own(email, 'bodyStructure') ?? null;
  if (structure !== null) {
    if (lists.length > 0)
      throw invalidProperties(lists, 'bodyStructure cannot be combined with textBody, htmlBody or attachments');
    return reader.part(structure, 'bodyStructure', 0);
  }
  const text = reader.onlyPart(own(email, 'textBody') ?? null, 'textBody', 'text/plain');
  const html = reader.onlyPart(own(email, 'htmlBody') ?? null, 'htmlBody', 'text/html');
  const attachments = own(email, 'attachments') ?? [];
  if (!Array.isArray(attachments)) throw invalidProperties(['attachments'], 'It must be an array');
  return assembled(
    text,
    html,
    attachments.map((each, at) => reader.part(each, `attachments/${at}`, 1)),
  );
}

/** Puts attachments that the HTML shows into a multipart/related with it, and all others after the text. */
function assembled(text: NewPart | undefined, html: NewPart | undefined, attachments: readonly NewPart[]): NewPart {
  const isShown = ({ cid, disposition }: NewPart): boolean =>
    html !== undefined && cid !== null && disposition !== 'attachment';
  const shown = attachments.filter(isShown);
  const others = attachments.filter((part) => !isShown(part));
  const rich = html && shown.length > 0 ? multipart('related', [html, ...shown]) : html;
  const body = text && rich ? multipart('alternative', [text, rich]) : (rich ?? text);
  if (others.length === 0) return body ?? plain('');
  const attached = others.map((part) => ({ ...part, disposition: part.disposition ?? 'attachment' }));
  return multipart('mixed', body ? [body, ...attached] : attached);
}

function multipart(subtype: string, parts: readonly NewPart[]): NewPart {
  return { ...plain(''), type: `multipart/${subtype}`, content: { parts } };
}

function plain(text: string): NewPart {
  return {
    type: 'text/plain',
    charset: null,
    fields: [],
    content: { text },
    name: null,
    disposition: null,
    cid: null,
    language: null,
    location: null,
  };
}

/** The longest file name: file systems do not take a longer one. The end of a longer name is kept, since it tells the type. */
const MAX_NAME = 400;

function shortName(name: string | null): string | null {
  if (name === null || name.length <= MAX_NAME) return name;
  return `${name.slice(0, MAX_NAME - 40)}\u2026${name.slice(-39)}`.toWellFormed();
}

/** Makes an error about a part, or about its properties of these names. */
type Wrong = (why: string, ...names: string[]) => SetError;

class BodyReader {
  readonly #values: JsonObject;
  #parts = 0;

  constructor(values: Json) {
    if (values !== null && !isObject(values)) throw invalidProperties(['bodyValues'], 'It must be an object');
    this.#values = values ?? {};
  }

  /** Reads textBody or htmlBody, which must have exactly one part of the given type (RFC 8621 4.6). */
  onlyPart(value: Json, property: string, type: string): NewPart | undefined {
    if (value === null) return undefined;
    if (!Array.isArray(value) || value.length !== 1)
      throw invalidProperties([property], 'It must have exactly one part');
    const part = this.part(value[0] as Json, `${property}/0`, 1, type);
    if (part.type !== type) throw invalidProperties([`${property}/0/type`], `Its part must have the type ${type}`);
    return part;
  }

  /** @param path a pointer to the part (RFC 6901 without the first slash), for errors; they point to its wrong properties */
  part(value: Json, path: string, depth: number, otherwise?: string): NewPart {
    const wrong: Wrong = (why, ...names) =>
      invalidProperties(names.length === 0 ? [path] : names.map((name) => `${path}/${name}`), why);
    if (!isObject(value)) throw wrong('A part must be an object');
    if (++this.#parts > MAX_PARTS || depth > MAX_DEPTH) throw wrong('The email has too many parts');
    const subParts = own(value, 'subParts') ?? null;
    const type = own(value, 'type') ?? (subParts === null ? (otherwise ?? 'text/plain') : 'multipart/mixed');
    if (typeof type !== 'string' || !MEDIA_TYPE.test(type)) throw wrong('The type is not a valid media type', 'type');
    const isMultipart = type.toLowerCase().startsWith('multipart/');
    if (isMultipart !== (subParts !== null))
      throw wrong('A multipart needs subParts, and no other part can have them', 'subParts');
    const string = (name: string): string | null => {
      const given = own(value, name) ?? null;
      if (given !== null && typeof given !== 'string') throw wrong(`${name} must be a string`, name);
      return given === null ? null : given.replace(/\p{Cc}+/gu, ' ').toWellFormed();
    };
    /** Reads a string that cannot be folded and so must fit on one line (RFC 5322 2.1.1). */
    const word = (name: string): string | null => {
      const text = string(name);
      if (text !== null && !fitsOnLine(text)) throw wrong(`${name} is longer than a line`, name);
      return text;
    };
    const disposition = string('disposition');
    if (disposition !== null && !/^[A-Za-z][A-Za-z-]{0,40}$/.test(disposition))
      throw wrong('The disposition must be a token', 'disposition');
    const language = own(value, 'language') ?? null;
    if (
      language !== null &&
      !(
        Array.isArray(language) &&
        language.every((each) => typeof each === 'string' && /^[A-Za-z0-9-]{1,40}$/.test(each))
      )
    ) {
      throw wrong('A language must be a language tag', 'language');
    }
    const charset = string('charset');
    if (charset !== null && !/^[\w.:+-]{1,60}$/.test(charset)) throw wrong('The charset must be a token', 'charset');
    // RFC 8621 4.1.4: a part with sub-parts has no content of its own.
    const ofContent = ['partId', 'blobId'].filter((name) => (own(value, name) ?? null) !== null);
    if (isMultipart && ofContent.length > 0) throw wrong('A multipart can have no partId and no blobId', ...ofContent);
    return {
      type: type.toLowerCase(),
      charset,
      fields: partFields(value, wrong),
      content:
        subParts === null
          ? this.#content(value, wrong)
          : { parts: this.#subParts(subParts, path, { depth, type }, wrong) },
      name: shortName(string('name')),
      disposition,
      cid: word('cid'),
      language: language as string[] | null,
      location: word('location'),
    };
  }

  /** Reads the sub-parts; in a multipart/digest they are messages by default (RFC 2046 5.1.5). */
  #subParts(
    value: Json,
    path: string,
    { depth, type }: { readonly depth: number; readonly type: string },
    wrong: Wrong,
  ): NewPart[] {
    const otherwise = type.toLowerCase() === 'multipart/digest' ? 'message/rfc822' : undefined;
    if (!Array.isArray(value) || value.length === 0) throw wrong('subParts must be an array of parts', 'subParts');
    return value.map((each, at) => this.part(each, `${path}/subParts/${at}`, depth + 1, otherwise));
  }

  #content(part: JsonObject, wrong: Wrong): NewPart['content'] {
    const partId = own(part, 'partId') ?? null;
    const blobId = own(part, 'blobId') ?? null;
    if ((partId === null) === (blobId === null))
      throw wrong('A part needs either a partId or a blobId', 'partId', 'blobId');
    if (partId !== null) {
      if ((own(part, 'charset') ?? null) !== null) throw wrong('A part with a partId cannot have a charset', 'charset');
      if ((own(part, 'size') ?? null) !== null) throw wrong('A part with a partId cannot have a size', 'size');
      const value = typeof partId === 'string' ? own(this.#values, partId) : undefined;
      const text = isObject(value) ? own(value, 'value') : undefined;
      if (!isObject(value) || typeof text !== 'string')
        throw wrong(`bodyValues has no ${String(partId).slice(0, 100)}`, 'partId');
      const lacks = ['isEncodingProblem', 'isTruncated'].filter((flag) => (own(value, flag) ?? false) !== false);
      if (lacks.length > 0)
        throw invalidProperties(
          lacks.map((flag) => `bodyValues/${partId}/${flag}`),
          'A body value cannot be truncated or have encoding problems',
        );
      // RFC 5322 2.3: CR may only stand before LF.
      return {
        text: text
          .replaceAll('\0', '')
          .replace(/\r(?!\n)/g, '\n')
          .toWellFormed(),
      };
    }
    if (typeof blobId !== 'string') throw wrong('The blobId must be a string', 'blobId');
    return { blobId };
  }
}

/** The header fields that properties of a part are written into (RFC 8621 4.1.4). */
const FIELDS_OF: readonly (readonly [property: string, field: string])[] = [
  ['name', 'content-disposition'],
  ['disposition', 'content-disposition'],
  ['cid', 'content-id'],
  ['language', 'content-language'],
  ['location', 'content-location'],
];

/** Returns the header fields of a part, each of which may be given by one property only (RFC 8621 4.6). */
function partFields(part: JsonObject, wrong: Wrong): Field[] {
  if (own(part, 'headers') !== undefined) throw wrong('Use header:… properties instead of headers', 'headers');
  const said = new Set(FIELDS_OF.flatMap(([property, field]) => ((own(part, property) ?? null) === null ? [] : field)));
  return Object.entries(part).flatMap(([property, value]) => {
    if (!property.startsWith('header:')) return [];
    const name = fieldNameOf(property);
    if (name === undefined || name === 'content-transfer-encoding' || name === 'content-type')
      throw wrong(`${property.slice(0, 100)} cannot be set this way`, property);
    // Null means no field, so it is no duplicate either.
    if (value === null) return [];
    if (said.has(name)) throw wrong(`Two properties of a part set the header field ${name}`, property);
    said.add(name);
    return headerFields(property, value) ?? [];
  });
}
