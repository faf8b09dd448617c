import type { Blob } from '@postroom/blobs';
import type { RenderedPart } from '@postroom/imap';
import type { HeaderPicker } from '@postroom/mime';
import type { FetchedEntry } from './item.ts';

/** A message to be written by FETCH: its stored facts and, if pieces of it are requested, its octets. */
export interface Source extends FetchedEntry {
  /** Null if the body is too large to keep in memory. */
  body?: Buffer | null;
  /** The tree of parts, parsed when it is first needed. */
  tree?: RenderedPart;
  /** The parsed headers by their start, because many items may ask for fields of the same header. */
  pickers?: Map<number, HeaderPicker>;
}

/** Adds the octets of its message to an entry, as far as they are in memory. If the blob is gone, the message is empty. */
export function withMessage(entry: FetchedEntry, blob: Pick<Blob, 'header' | 'body'> | undefined): Source {
  return Object.assign<FetchedEntry, Partial<Source>>(entry, {
    header: blob?.header ?? Buffer.alloc(0),
    body: blob ? blob.body : null,
  });
}
