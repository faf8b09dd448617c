import type { Blob } from '@postroom/blobs';
import type { RenderedPart } from '@postroom/imap';
import type { HeaderPicker } from '@postroom/mime';
import type { FetchedEntry } from './item.ts';

/** A message that a FETCH writes: what is kept of it and, as far as pieces of it are asked for, its octets. */
export interface Source extends FetchedEntry {
  /** Null where it is too large to hold. */
  body?: Buffer | null;
  /** Parsed when first needed. */
  tree?: RenderedPart;
  /** Headers whose fields were asked for, by where they begin: many items may ask about one. */
  pickers?: Map<number, HeaderPicker>;
}

/** An entry with the octets of its message, as far as they are in memory. A blob that is gone leaves an empty message. */
export function withMessage(entry: FetchedEntry, blob: Pick<Blob, 'header' | 'body'> | undefined): Source {
  return Object.assign<FetchedEntry, Partial<Source>>(entry, {
    header: blob?.header ?? Buffer.alloc(0),
    body: blob ? blob.body : null,
  });
}
