/** The octets at fixed offsets by which picture formats are recognised; none of these formats can hold a script. */
const SIGNATURES: readonly [type: string, ...pieces: (readonly [at: number, octets: string])[]][] = [
  ['image/png', [0, '\x89PNG\r\n\x1a\n']],
  ['image/jpeg', [0, '\xff\xd8\xff']],
  ['image/gif', [0, 'GIF87a']],
  ['image/gif', [0, 'GIF89a']],
  ['image/webp', [0, 'RIFF'], [8, 'WEBP']],
  ['image/avif', [4, 'ftypavif']],
  ['image/avif', [4, 'ftypavis']],
  ['image/bmp', [0, 'BM'], [6, '\0\0\0\0']],
  ['image/x-icon', [0, '\0\0\x01\0']],
];

/** Returns the media type of a picture by its octets, whatever its server says; undefined if a page must not show it. */
export function pictureType(content: Buffer): string | undefined {
  const head = content.toString('latin1', 0, 16);
  return SIGNATURES.find(([, ...pieces]) => pieces.every(([at, octets]) => head.startsWith(octets, at)))?.[0];
}
