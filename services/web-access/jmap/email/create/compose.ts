import { isAscii } from 'node:buffer';
import { Readable } from 'node:stream';
import { SetError } from '@postroom/jmap';
import { parseAddresses } from '@postroom/mime';
import MimeNode from 'nodemailer/lib/mime-node';
import type { OpenBlob } from '../../blobs/open-blob.ts';
import { foldField } from './fold-field.ts';
import type { Field } from './header-fields.ts';
import type { NewPart } from './new-part.ts';

type FindBlob = (blobId: string) => Promise<OpenBlob | undefined>;

/** Returns the octets of a new message (RFC 5322, RFC 2045), which are made while they are read. Throws blobNotFound. */
export async function compose(
  fields: readonly Field[],
  body: NewPart,
  hostname: string,
  findBlob: FindBlob,
): Promise<AsyncIterable<Buffer>> {
  const all = [...fields, ...body.fields];
  const root = new MimeNode(contentType(body), {
    ...named(body),
    hostname: domainOfAuthor(all) ?? hostname,
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  setFields(root, fields.filter(isOfLibrary));
  const missing: string[] = [];
  await fill(root, { ...body, fields: body.fields.filter(isOfLibrary) }, async (blobId) => {
    const blob = await findBlob(blobId);
    if (!blob) missing.push(blobId.slice(0, 255));
    return blob;
  });
  if (missing.length > 0) throw new SetError('blobNotFound', 'There are no such blobs', { notFound: missing });
  const front = all.filter((field) => !isOfLibrary(field)).map(line);
  return behind(front.join(''), asGiven(root.createReadStream() as AsyncIterable<Buffer>, body));
}

/** Whether the library writes a field: those it adds when missing, and those of the body. It would alter addresses, so we write all others. */
function isOfLibrary({ name }: Field): boolean {
  return /^(?:date|message-id|mime-version|content-.*)$/i.test(name);
}

function line({ name, value, raw }: Field): string {
  if (value.trim() === '') return '';
  return raw === undefined ? foldField(name, value) : `${name}:${raw}\r\n`;
}

/** Returns the author's domain, which makes a Message-ID unique (RFC 5322 3.6.4). */
function domainOfAuthor(fields: readonly Field[]): string | undefined {
  const from = fields.find(({ name }) => name.toLowerCase() === 'from');
  const domain = from && parseAddresses(from.value, 1)[0]?.host;
  return domain && /^[\w.-]+$/.test(domain) ? domain : undefined;
}

async function* behind(front: string, octets: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  if (front !== '') yield Buffer.from(front);
  yield* octets;
}

/** Fills a node. Returns whether it contains octets that are neither ASCII nor encoded. */
async function fill(node: MimeNode, part: NewPart, findBlob: FindBlob): Promise<boolean> {
  const { content, disposition, name, cid, language, location, fields } = part;
  setFields(node, fields);
  if (disposition !== null || name !== null)
    node.setHeader('Content-Disposition', (disposition ?? 'attachment').toLowerCase());
  if (cid !== null) node.setHeader('Content-Id', `<${cid.replace(/[<>\s]/g, '')}>`);
  if (language) node.setHeader('Content-Language', language.join(', '));
  if (location !== null) node.setHeader('Content-Location', location);
  if ('parts' in content) {
    let isEightBit = false;
    for (const child of content.parts) {
      if (await fill(node.createChild(contentType(child), named(child)), child, findBlob)) isEightBit = true;
    }
    // RFC 2045 6.4: a multipart with an 8bit part is 8bit itself.
    if (isEightBit) node.setHeader('Content-Transfer-Encoding', '8bit');
    return isEightBit;
  } else if ('text' in content) {
    node.setContent(content.text);
  } else {
    const blob = await findBlob(content.blobId);
    if (!blob) return false;
    // RFC 2046 5.2.1: a message inside a message must not be encoded. Any other blob may contain any octets, so it is.
    const isEightBit = part.type.startsWith('message/') && (await hasEightBit(blob.source.read()));
    if (isEightBit) node.setHeader('Content-Transfer-Encoding', '8bit');
    else if (!part.type.startsWith('message/')) node.setHeader('Content-Transfer-Encoding', 'base64');
    node.setContent(Readable.from(blob.source.read(), { objectMode: false }));
    return isEightBit;
  }
  return false;
}

async function hasEightBit(octets: AsyncIterable<Buffer>): Promise<boolean> {
  for await (const piece of octets) if (!isAscii(piece)) return true;
  return false;
}

function contentType({ type, content, charset }: NewPart): string {
  if (!('text' in content)) return charset !== null && type.startsWith('text/') ? `${type}; charset=${charset}` : type;
  // RFC 6047 2.4: the type repeats the calendar's METHOD, because a JMAP part cannot have parameters of its type.
  const method = type === 'text/calendar' ? /^METHOD:([A-Z-]{1,40})\r?$/im.exec(content.text)?.[1] : undefined;
  return `${type}; charset=utf-8${method === undefined ? '' : `; method=${method.toUpperCase()}`}`;
}

/** Removes the line end that the library adds to a text without one. */
async function* asGiven(octets: AsyncIterable<Buffer>, { content }: NewPart): AsyncGenerator<Buffer> {
  if (!('text' in content) || content.text === '' || content.text.endsWith('\n')) return yield* octets;
  let last = Buffer.alloc(0);
  for await (const piece of octets) {
    const all = Buffer.concat([last, piece]);
    if (all.length > 2) yield all.subarray(0, -2);
    last = all.subarray(Math.max(all.length - 2, 0));
  }
  if (last.toString('latin1') !== '\r\n') yield last;
}

function named({ name }: NewPart): { filename?: string } {
  return name === null ? {} : { filename: name };
}

/** Fields that the library always formats itself; it gets them as text. */
const FORMATTED = new Set(['from', 'sender', 'to', 'cc', 'bcc', 'reply-to', 'date', 'references']);

/** Sets the fields in their order; their values have been checked. */
function setFields(node: MimeNode, fields: readonly Field[]): void {
  for (const { name, value } of fields) {
    if (FORMATTED.has(name.toLowerCase())) node.addHeader(name, value);
    else node.addHeader(name, { prepared: true, foldLines: true, value } as never);
  }
}
