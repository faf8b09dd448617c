/** What pictures have at an offset, by the media type; none of these can hold a script. */
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

/** The media type of a picture by its octets, whatever a server calls it; undefined: it is none that a page may show. */
export function pictureType(content: Buffer): string | undefined {
  const head = content.toString('latin1', 0, 16);
  return SIGNATURES.find(([, ...pieces]) => pieces.every(([at, octets]) => head.startsWith(octets, at)))?.[0];
}
