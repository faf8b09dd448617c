import { FieldCursor, fieldPieces, foldAccents, foldForSearch } from '@postroom/mime';

/** What is stored of a message for searching; everything but the header is folded. */
export interface SearchableMessage {
  /** Subject, addresses and body, as search keys compare them. */
  kept: readonly string[];
  /** The raw header block. */
  header: Buffer;
}

/**
 * Yields every text in which a search may look: the stored ones, and each field of the header as a search by header decodes it and as it
 * stands; all without accents.
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
