import { type Blob, readBlobRange, streamBlob } from '@postroom/blobs';
import type { RenderedPart, Section, SectionItem } from '@postroom/imap';
import type { Entry, PlainEntry } from '@postroom/mailbox';
import { findSection, HeaderPicker, headerFields, type Range, type SectionKind } from '@postroom/mime';
import { ConnectionLost } from '../session/input.ts';
import type { Output } from '../session/output.ts';
import type { Session } from '../session/session.ts';
import { needed } from './plain-items.ts';
import { withoutNul } from './without-nul.ts';

/** A message whose sections are asked for: its header, and its body unless that is too large to hold. */
export interface Source {
  readonly entry: PlainEntry & Partial<Entry>;
  readonly header: Buffer;
  readonly body: Buffer | null;
  /** Parsed when first needed. */
  tree?: RenderedPart;
  /** Headers whose fields were asked for, by where they begin: many items may ask about one. */
  readonly pickers: Map<number, HeaderPicker>;
}

/** The message of an entry, as far as it is in memory. A blob that is gone leaves an empty message. */
export function sourceOf(entry: Source['entry'], blob: Pick<Blob, 'header' | 'body'> | undefined): Source {
  return { entry, header: blob?.header ?? Buffer.alloc(0), body: blob ? blob.body : null, pickers: new Map() };
}

const KINDS: Readonly<Record<NonNullable<Section['text']>, SectionKind>> = {
  HEADER: 'header',
  'HEADER.FIELDS': 'header',
  'HEADER.FIELDS.NOT': 'header',
  TEXT: 'text',
  MIME: 'mime',
};

/** More header than this in one inner message is not looked at for fields. */
const MAX_HEADER = 1024 * 1024;

/** Writes `BODY[…] {n}…` (RFC 3501 7.4.2); NIL for a part that is not there. */
export async function writeSection(session: Session, item: SectionItem, source: Source): Promise<void> {
  const { section, partial } = item;
  const { output } = session;
  output.text(`${item.label} `);
  const range = rangeOf(section, source);
  if (!range) {
    output.text('NIL');
    return;
  }
  if (section.text?.startsWith('HEADER.FIELDS')) {
    writePiece(
      output,
      item,
      (await pickerOf(session, source, range)).pick(section.fields, section.text === 'HEADER.FIELDS.NOT'),
    );
    return;
  }
  const start = Math.min(range.start + (partial?.offset ?? 0), range.end);
  const end = Math.min(start + (partial?.length ?? Number.POSITIVE_INFINITY), range.end);
  const held = inMemory(source, start, end);
  if (held) output.literal(withoutNul(held));
  else await stream(session, source, start, end);
}

/** Writes a section that is the message's header or fields of it. */
export function writeHeader(output: Output, item: SectionItem, header: Buffer): void {
  const { text, fields } = item.section;
  output.text(`${item.label} `);
  writePiece(output, item, text === 'HEADER' ? header : headerFields(header, fields, text === 'HEADER.FIELDS.NOT'));
}

function writePiece(output: Output, { partial }: SectionItem, piece: Buffer): void {
  output.literal(withoutNul(partial ? piece.subarray(partial.offset, partial.offset + partial.length) : piece));
}

async function pickerOf(session: Session, source: Source, { start, end }: Range): Promise<HeaderPicker> {
  const known = source.pickers.get(start);
  if (known) return known;
  const header = await bytesOf(session, source, { start, end: Math.min(end, start + MAX_HEADER) });
  const picker = new HeaderPicker(header);
  source.pickers.set(start, picker);
  return picker;
}

function rangeOf(section: Section, source: Source): Range | null {
  const { entry, header } = source;
  const kind = section.text === undefined ? 'body' : KINDS[section.text];
  if (section.part.length > 0) {
    source.tree ??= JSON.parse(needed(entry.parts)) as RenderedPart;
    return findSection(source.tree, section.part, kind);
  }
  if (kind === 'header') return { start: 0, end: header.length };
  return { start: kind === 'text' ? header.length : 0, end: needed(entry.size) };
}

function inMemory({ header, body }: Source, start: number, end: number): Buffer | undefined {
  if (end <= header.length) return header.subarray(start, end);
  if (!body) return undefined;
  const from = Math.max(start - header.length, 0);
  const rest = body.subarray(from, end - header.length);
  return start < header.length ? Buffer.concat([header.subarray(start), rest]) : rest;
}

async function bytesOf(session: Session, source: Source, { start, end }: Range): Promise<Buffer> {
  const { pool } = session.services.store;
  return inMemory(source, start, end) ?? (await readBlobRange(pool, needed(source.entry.blobId), start, end));
}

/** Passes the bytes on as they are read. Once the literal's size is said, only its bytes or the end may follow. */
async function stream(session: Session, source: Source, start: number, end: number): Promise<void> {
  const { output, connection, services } = session;
  output.literalHead(end - start);
  let missing = end - start;
  try {
    for await (const chunk of streamBlob(services.store.pool, needed(source.entry.blobId), start, end)) {
      missing -= chunk.length;
      await output.pass(withoutNul(chunk));
      if (connection.closed) throw new ConnectionLost();
    }
    if (missing !== 0) throw new Error(`blob ${source.entry.blobId} is ${missing} bytes short`);
  } catch (error) {
    connection.destroy();
    throw error instanceof ConnectionLost ? error : new Error('a literal was cut short', { cause: error });
  }
}
