/**
 * Many byte strings as one binary parameter. node-postgres sends an array of buffers as escaped hex text; one buffer
 * cut apart with `substr(bytes, start, length)` goes over the wire as it is, and the statement stays the same for any
 * number of rows.
 */
export interface PackedBytes {
  bytes: Buffer;
  /** 1-based, as SQL's substr counts. */
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
