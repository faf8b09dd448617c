import { FieldCursor, fieldPieces, foldAccents, foldForSearch } from '@postroom/mime';

/** What is kept of a message to search in, folded but for the header. */
export interface SearchableMessage {
  /** Subject, addresses and body, as the keys of a search compare them. */
  kept: readonly string[];
  /** The raw header block. */
  header: Buffer;
}

/**
 * Every text that a search may look for something in: what is kept, and each field of the header as a search by header decodes it
 * and as it stands; all without accents.
 */
export function* searchableTexts({ kept, header }: SearchableMessage): Generator<string> {
  for (const text of kept) yield foldAccents(text);
  const cursor = new FieldCursor(header);
  while (cursor.next()) {
    for (const { raw, text } of fieldPieces(cursor.bytes, cursor.start, cursor.end)) {
      yield foldForSearch(text);
      if (raw.includes('=?')) yield foldForSearch(raw);
    }
  }
}
