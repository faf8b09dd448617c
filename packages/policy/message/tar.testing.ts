/** Returns a tar file (ustar, pax) with these entries. A name of more than 100 octets gets a pax record. */
export function tar(...entries: readonly (string | readonly [name: string, content: Buffer])[]): Buffer {
  const blocks = entries.flatMap((entry) => {
    const [name, content] = typeof entry === 'string' ? [entry, Buffer.from('whatever it does')] : entry;
    const path = `path=${name}\n`;
    // The length in a record includes itself.
    const record = `${path.length + 4} ${path}`;
    return [...(name.length > 100 ? blocksOf('pax', Buffer.from(record), 'x') : []), ...blocksOf(name, content, '0')];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

function blocksOf(name: string, content: Buffer, kind: string): Buffer[] {
  const header = Buffer.alloc(512);
  header.write(name.slice(0, 100));
  header.write(content.length.toString(8).padStart(11, '0'), 124);
  header.write(kind, 156);
  header.write('ustar\x0000', 257);
  header.write(sumOf(header), 148);
  return [header, content, Buffer.alloc(-content.length & 511)];
}

/** Returns the checksum field of a header; the field itself counts as blanks. */
export function sumOf(header: Buffer): string {
  const octets = Buffer.from(header.subarray(0, 512));
  octets.fill(' ', 148, 156);
  const sum = octets.reduce((total, octet) => total + octet, 0);
  return `${sum.toString(8).padStart(6, '0')}\0 `;
}
