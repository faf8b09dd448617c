import type { OpenBlob } from './open-blob.ts';

/** Octets of a blob, for which that of an encoded part is read. Throws requestTooLarge. */
export async function sizeOf({ size, source }: OpenBlob): Promise<number> {
  if (size !== null) return size;
  let read = 0;
  for await (const octets of source.read()) read += octets.length;
  return read;
}
