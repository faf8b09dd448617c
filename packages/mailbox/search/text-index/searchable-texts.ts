import { FieldCursor, fieldPieces, foldCase } from '@postroom/mime';

/** What is kept of a message to search in, folded but for the header. */
export interface SearchableMessage {
  /** Subject, addresses and body, as the keys of a search compare them. */
  kept: readonly string[];
  /** The raw header block. */
  header: Buffer;
}

/**
 * Every text that a search may look for something in: what is kept, and each field of the header as a search by header decodes it
 * and as it stands.
 */
export function* searchableTexts({ kept, header }: SearchableMessage): Generator<string> {
  yield* kept;
  const cursor = new FieldCursor(header);
  while (cursor.next()) {
    for (const { raw, text } of fieldPieces(cursor.bytes, cursor.start, cursor.end)) {
      yield foldCase(text);
      if (raw.includes('=?')) yield foldCase(raw);
    }
  }
}
