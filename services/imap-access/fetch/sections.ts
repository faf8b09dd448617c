import { readBlobRange, streamBlob } from '@postroom/blobs';
import type { RenderedPart, Section, SectionItem } from '@postroom/imap';
import { findSection, HeaderPicker, headerFields, type Range, type SectionKind } from '@postroom/mime';
import { ConnectionLost } from '../session/input.ts';
import type { Output } from '../session/output.ts';
import type { Session } from '../session/session.ts';
import { needed } from './entry-items.ts';
import type { Source } from './source.ts';
import { withoutNul } from './without-nul.ts';

const KINDS: Readonly<Record<NonNullable<Section['text']>, SectionKind>> = {
  HEADER: 'header',
  'HEADER.FIELDS': 'header',
  'HEADER.FIELDS.NOT': 'header',
  TEXT: 'text',
  MIME: 'mime',
};

/** The largest header of an inner message, in octets, in which fields are searched. */
const MAX_HEADER = 1024 * 1024;

/** Up to this size a header is searched again for each item; a larger one is parsed once for all items. */
const LARGE_BYTES = 64 * 1024;

/**
 * Writes `BODY[…] {n}…` (RFC 3501 7.4.2), or NIL for a part that does not exist. Returns a promise if octets have to be read.
 * @param items the number of items requested of the message
 */
export function writeSection(
  session: Session,
  item: SectionItem,
  source: Source,
  items: number,
): Promise<void> | undefined {
  const { section, partial } = item;
  const { output } = session;
  output.text(`${item.label} `);
  const range = rangeOf(section, source);
  if (!range) {
    output.text('NIL');
    return undefined;
  }
  if (section.text?.startsWith('HEADER.FIELDS')) return writeFields(session, item, source, range, items);
  const start = Math.min(range.start + (partial?.offset ?? 0), range.end);
  const end = Math.min(start + (partial?.length ?? Number.POSITIVE_INFINITY), range.end);
  const held = inMemory(source, start, end);
  if (!held) return stream(session, source, start, end);
  output.literal(withoutNul(held));
  return undefined;
}

function writeFields(
  session: Session,
  item: SectionItem,
  source: Source,
  range: Range,
  items: number,
): Promise<void> | undefined {
  const { fields, text } = item.section;
  const others = text === 'HEADER.FIELDS.NOT';
  const held = inMemory(source, range.start, range.end);
  if (held && held.length * items <= LARGE_BYTES) {
    writePiece(session.output, item, headerFields(held, fields, others));
    return undefined;
  }
  return pickerOf(session, source, range).then((picker) =>
    writePiece(session.output, item, picker.pick(fields, others)),
  );
}

function writePiece(output: Output, { partial }: SectionItem, piece: Buffer): void {
  output.literal(withoutNul(partial ? piece.subarray(partial.offset, partial.offset + partial.length) : piece));
}

async function pickerOf(session: Session, source: Source, { start, end }: Range): Promise<HeaderPicker> {
  source.pickers ??= new Map();
  const known = source.pickers.get(start);
  if (known) return known;
  const header = await bytesOf(session, source, { start, end: Math.min(end, start + MAX_HEADER) });
  const picker = new HeaderPicker(header);
  source.pickers.set(start, picker);
  return picker;
}

function rangeOf(section: Section, source: Source): Range | null {
  const { header } = source;
  const kind = section.text === undefined ? 'body' : KINDS[section.text];
  if (section.part.length > 0) {
    source.tree ??= JSON.parse(needed(source.parts)) as RenderedPart;
    return findSection(source.tree, section.part, kind);
  }
  if (kind === 'header') return { start: 0, end: needed(header).length };
  return { start: kind === 'text' ? needed(header).length : 0, end: needed(source.size) };
}

function inMemory(source: Source, start: number, end: number): Buffer | undefined {
  const { body } = source;
  const header = needed(source.header);
  if (end <= header.length) return header.subarray(start, end);
  if (!body) return undefined;
  const from = Math.max(start - header.length, 0);
  const rest = body.subarray(from, end - header.length);
  return start < header.length ? Buffer.concat([header.subarray(start), rest]) : rest;
}

async function bytesOf(session: Session, source: Source, { start, end }: Range): Promise<Buffer> {
  const { store } = session.services;
  return inMemory(source, start, end) ?? (await readBlobRange(store, needed(source.blobId), start, end));
}

/** Passes octets on as they are read. After the literal's size only its octets or the end of the connection may follow. */
async function stream(session: Session, source: Source, start: number, end: number): Promise<void> {
  const { output, connection, services } = session;
  output.literalHead(end - start);
  let missing = end - start;
  try {
    for await (const chunk of streamBlob(services.store, needed(source.blobId), start, end)) {
      missing -= chunk.length;
      await output.pass(withoutNul(chunk));
      if (connection.closed) throw new ConnectionLost();
    }
    if (missing !== 0) throw new Error(`blob ${source.blobId} is ${missing} bytes short`);
  } catch (error) {
    connection.destroy();
    throw error instanceof ConnectionLost ? error : new Error('a literal was cut short', { cause: error });
  }
}
