/** Returns the head of a PNG of that size. Tests only. */
export function png(width: number, height: number): Buffer {
  const octets = Buffer.alloc(45);
  octets.write('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1');
  octets.writeUInt32BE(width, 16);
  octets.writeUInt32BE(height, 20);
  return octets;
}

/** Returns the head of a WebP of that size. Tests only. */
export function webp(kind: 'VP8 ' | 'VP8L' | 'VP8X', width: number, height: number): Buffer {
  const octets = Buffer.alloc(40);
  octets.write(`RIFF\0\0\0\0WEBP${kind}`, 'latin1');
  if (kind === 'VP8 ') {
    octets.writeUInt16LE(width, 26);
    octets.writeUInt16LE(height, 28);
  } else if (kind === 'VP8L') octets.writeUInt32LE((width - 1) | ((height - 1) << 14), 21);
  else {
    octets.writeUIntLE(width - 1, 24, 3);
    octets.writeUIntLE(height - 1, 27, 3);
  }
  return octets;
}
