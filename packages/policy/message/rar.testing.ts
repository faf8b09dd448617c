import { crc32 } from 'node:zlib';

/** Returns a rar file of version 4 with stored entries. @param hidden whether its headers are encrypted */
export function rar4(names: readonly string[], { hidden = false } = {}): Buffer {
  const main = block4(0x73, hidden ? 0x80 : 0, Buffer.alloc(6));
  const mark = Buffer.from('Rar!\x1a\x07\0', 'latin1');
  return Buffer.concat([mark, main, ...names.map(file4), block4(0x7b, 0x4000, Buffer.alloc(0))]);
}

function file4(name: string): Buffer {
  const content = Buffer.from('MZ');
  const isPlain = /^[\0-\x7f]*$/.test(name);
  // Each letter takes two octets, and one octet of flags covers four letters.
  const letters = (name.match(/.{1,4}/gs) ?? []).flatMap((four) => [Buffer.from([0xaa]), Buffer.from(four, 'utf16le')]);
  const coded = Buffer.concat([Buffer.from(`${name.replace(/[^\0-\x7f]/g, '_')}\0\0`), ...letters]);
  const written = isPlain ? Buffer.from(name) : coded;
  const fields = Buffer.alloc(25);
  fields.writeUInt32LE(content.length, 0);
  fields.writeUInt32LE(content.length, 4);
  fields.writeUInt32LE(crc32(content), 9);
  fields.writeUInt32LE(0x5a21_0000, 13);
  fields.writeUInt8(29, 17);
  fields.writeUInt8(0x30, 18);
  fields.writeUInt16LE(written.length, 19);
  fields.writeUInt32LE(0x20, 21);
  return Buffer.concat([block4(0x74, 0x8000 | (isPlain ? 0 : 0x200), Buffer.concat([fields, written])), content]);
}

function block4(type: number, flags: number, fields: Buffer): Buffer {
  const header = Buffer.alloc(7);
  header.writeUInt8(type, 2);
  header.writeUInt16LE(flags, 3);
  header.writeUInt16LE(header.length + fields.length, 5);
  const block = Buffer.concat([header, fields]);
  block.writeUInt16LE(crc32(block.subarray(2)) & 0xffff, 0);
  return block;
}

/** Returns the same as a rar file of version 5. */
export function rar5(names: readonly string[], { hidden = false } = {}): Buffer {
  const mark = Buffer.from('Rar!\x1a\x07\x01\0', 'latin1');
  const locked = hidden ? [block5([4, 0, 0, 0, 15], Buffer.alloc(16))] : [];
  return Buffer.concat([mark, ...locked, block5([1, 0, 0]), ...names.map(file5), block5([5, 0, 0])]);
}

function file5(name: string): Buffer {
  const content = Buffer.from('MZ');
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(content));
  const written = Buffer.from(name);
  const fields = [2, 2, content.length, 4, content.length, 0x20, ...sum];
  const rest = Buffer.concat([Buffer.from([0, 1, ...vint(written.length)]), written]);
  return Buffer.concat([block5(fields, rest), content]);
}

function block5(fields: readonly number[], rest = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(fields), rest]);
  const sized = Buffer.concat([Buffer.from(vint(body.length)), body]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(sized));
  return Buffer.concat([sum, sized]);
}

function vint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...vint(value >> 7)];
}
