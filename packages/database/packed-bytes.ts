/**
 * Many byte strings as one binary parameter. node-postgres sends an array of buffers as escaped hex text. One buffer that the
 * statement cuts with `substr(bytes, start, length)` is sent as it is, and the statement is the same for any number of rows.
 */
export interface PackedBytes {
  bytes: Buffer;
  /** Counted from 1, like SQL's substr. */
  starts: number[];
  lengths: number[];
}

export function packBytes(items: readonly Uint8Array[]): PackedBytes {
  const starts: number[] = [];
  const lengths: number[] = [];
  let position = 1;
  for (const item of items) {
    starts.push(position);
    lengths.push(item.length);
    position += item.length;
  }
  return { bytes: Buffer.concat(items), starts, lengths };
}
