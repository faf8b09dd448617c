import { type Blob, type BlobStore, readBlob, streamStaged } from '@postroom/blobs';
import { createBodyDecoder } from '@postroom/mime';
import type { LocatedPart } from '../email/located-part.ts';
import type { RequestBudget } from '../request-budget.ts';

/** Octets that are read only as they are taken. Reading after their end yields nothing. */
export interface OctetSource {
  read(start?: number, end?: number): AsyncIterable<Buffer>;
}

/** Returns the stored octets of a blob id. @param budget the budget of the request; without one all may be read */
export function storedOctets(store: BlobStore, id: string, budget?: RequestBudget): OctetSource {
  let found: Promise<Blob> | undefined;
  return {
    async *read(start = 0, end = Number.POSITIVE_INFINITY) {
      found ??= readBlob(store.pool, id);
      for await (const octets of streamStaged(store, await found, start, end)) {
        await budget?.turn();
        budget?.read(octets.length);
        yield octets;
      }
    },
  };
}

/** Returns the size of a part's content; null when all of it has to be read to know it. */
export function contentSize({ encoding, bodyStart, bodyEnd }: LocatedPart): number | null {
  return isEncoded(encoding) ? null : bodyEnd - bodyStart;
}

/** Returns the content of a part without its transfer encoding. Of encoded content, everything before a range has to be read, too. */
export function partOctets(message: OctetSource, { encoding, bodyStart, bodyEnd }: LocatedPart): OctetSource {
  if (!isEncoded(encoding)) {
    return {
      read: (start = 0, end = bodyEnd) => message.read(bodyStart + start, Math.min(bodyStart + end, bodyEnd)),
    };
  }
  return {
    async *read(start = 0, end = Number.POSITIVE_INFINITY) {
      let at = 0;
      for await (const octets of decoded(message.read(bodyStart, bodyEnd), encoding)) {
        const piece = octets.subarray(Math.max(start - at, 0), Math.max(end - at, 0));
        if (piece.length > 0) yield piece;
        at += octets.length;
        if (at >= end) return;
      }
    },
  };
}

async function* decoded(encoded: AsyncIterable<Buffer>, encoding: string | undefined): AsyncGenerator<Buffer> {
  const decoder = createBodyDecoder(encoding);
  for await (const octets of encoded) yield decoder.write(octets);
  yield decoder.end();
}

function isEncoded(encoding: string | undefined): boolean {
  return encoding === 'base64' || encoding === 'quoted-printable';
}
