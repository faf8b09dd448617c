/** Names in one archive that are looked at, and octets of a name. */
const MAX_NAMES = 5_000;
const MAX_NAME = 512;

const LOCAL = Buffer.from('PK\x03\x04');
const LOCAL_BYTES = 30;

export function isArchive(names: readonly string[]): boolean {
  return names.some((name) => /\.(?:zip|zipx)\s*$/i.test(name));
}

/** The names in a zip file, of which the end may be missing (APPNOTE 4.3.7): each entry says its own. Encrypted ones too. */
export function namesInArchive(bytes: Buffer): string[] {
  const names: string[] = [];
  for (let at = bytes.indexOf(LOCAL); at >= 0 && names.length < MAX_NAMES; at = bytes.indexOf(LOCAL, at + 4)) {
    if (at + LOCAL_BYTES > bytes.length) break;
    const length = Math.min(bytes.readUInt16LE(at + 26), MAX_NAME);
    names.push(bytes.toString('utf8', at + LOCAL_BYTES, at + LOCAL_BYTES + length));
  }
  return names;
}
