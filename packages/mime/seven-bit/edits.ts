import type { BodyDecoder } from '../transfer-decoder.ts';

/** A replacement of the octets from one offset of a message to another. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  /** Returns a decoder that turns the old octets, fed in pieces, into the new ones. */
  open(): BodyDecoder;
}

/** Returns an edit that replaces these octets with a text. */
export function replaceBy(text: string, from: number, to: number): Edit {
  return { from, to, open: () => ({ write: () => Buffer.alloc(0), end: () => Buffer.from(text, 'latin1') }) };
}

/** Yields a message with its edits made. The edits are in order and do not overlap. */
export async function* edited(content: AsyncIterable<Buffer> | Iterable<Buffer>, edits: readonly Edit[]) {
  let [next, offset] = [0, 0];
  let open: BodyDecoder | undefined;
  for await (const chunk of content) {
    let at = 0;
    while (at < chunk.length) {
      const edit = edits[next];
      const from = edit ? Math.min(edit.from - offset, chunk.length) : chunk.length;
      if (from > at) yield chunk.subarray(at, from);
      at = Math.max(at, from);
      if (edit === undefined || edit.from >= offset + chunk.length) break;
      open ??= edit.open();
      const to = Math.min(edit.to - offset, chunk.length);
      if (to > at) yield open.write(chunk.subarray(at, to));
      at = Math.max(at, to);
      if (edit.to > offset + chunk.length) break;
      yield open.end();
      open = undefined;
      next++;
    }
    offset += chunk.length;
  }
  // Edits that begin or go on where the message ends.
  for (const edit of edits.slice(next)) {
    yield (open ?? edit.open()).end();
    open = undefined;
  }
}
