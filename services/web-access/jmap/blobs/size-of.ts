import type { OpenBlob } from './open-blob.ts';

/** Returns the octets of a blob; reads an encoded part to count them. Throws requestTooLarge. */
export async function sizeOf({ size, source }: OpenBlob): Promise<number> {
  if (size !== null) return size;
  let read = 0;
  for await (const octets of source.read()) read += octets.length;
  return read;
}
