const archive = (text: string): Buffer => Buffer.from(text, 'base64');

/** Archives written by real programs; each contains a `run.scr` of two octets. */
export const ARCHIVES = {
  /** Written by 7-Zip 26 from a zip file. */
  'zip in 7z': archive(
    'N3q8ryccAATSFcTWhQAAAAAAAABaAAAAAAAAAGnyQo/gAR4AfV0AKBK8YCg+y/06DqB5gV/qN89OyS+LNxMmm8F/HbuQORtY1WftYvPaBzYGWIzu7b8Pd1hVuA9bXOhtoYTWnqiB+YPT8hkbHpCRj9aRgAU7t2ldq3KJvmpBUSBL3IIWwmsuB8jRZuy0kkVLjgDgd+ULH2W23wV3o2jl3iLiuUAAAQQGAAEJgIUABwsBAAEhIQEADIEfAAgKAV/UlZYAAAUBGQoAAAAAAAAAAAAAEQ8AaQBuAC4AegBpAHAAAAAZBAAAAAAUCgEAa+4J2T6A3QEVBgEAIICkgQAA',
  ),
  /** The same with a password; the names in the 7z file itself are not encrypted. */
  'zip in locked 7z': archive(
    'N3q8ryccAAR9TVz2kAAAAAAAAABqAAAAAAAAAFzBsbuvnGFrd3ozn0c8ck3cySLQ1/HyW4VENxkTCEQfCQO/5YLgj/SPFspO7prbBJ5m5pDjKiBROHWSNxF5OsJcn+MGN4n29H15Tzo6eL7k5sHjnCHUdpTXB3aERwjYGXpO3zOukNs1mmZJ5Oi27LR6G2TN6Y1RAik65z/ULMtbSy9uMCdkUbtFrX5zpkUe2J5pHeABBAYAAQmAkAAHCwEAAiQG8QcBElMP/dCRJdYf4vDzV0xzMo0e3SEhAQABAAyAhYEfAAgKAV/UlZYAAAUBEQ8AaQBuAC4AegBpAHAAAAAZBAAAAAAUCgEAa+4J2T6A3QEVBgEAIICkgQAA',
  ),
  /** Written by arj 3.10, with and without a password. */
  arj: archive(
    'YOopACILAQIQAAJZq4gMa6uIDGsAAAAAAAAAAAAAAAAAAAAAAABhLmFyagAAr7xWPwAAYOo3AC4LAQIQAACrqogMawIAAAACAAAAXZuwjwAApBEAAAAAAACqiAxrqogMawAAAABydW4uc2NyAAC2YY4rAABNWmDqOgAuCwECEAAAq6qIDGsFAAAABQAAAIamEDYAAKQRAAAAAAAAqogMa6qIDGsAAAAAbGV0dGVyLnR4dAAAa2RCJAAAaGVsbG9g6gAA',
  ),
  'locked arj': archive(
    'YOouACILAQIRAAIAq4gMa6uIDGsAAAAAAAAAAAAAAAABAAAAAABsb2NrZWQuYXJqAADzju+BAABg6jcALgsBAhEBAKuqiAxrCgAAAAIAAABdm7CPAACkEQAAAAAAAKqIDGuqiAxrAAAAAHJ1bi5zY3IAAM82jTAAAB4SLlU1o2y0Dj1g6gAA',
  ),
  /** Written by xz 5.4. */
  'tar in xz': archive(
    '/Td6WFoAAATm1rRGAgAhARwAAAAQz1jM4Cf/AGtdADkdSfv8+jEo8DtHXt7p5MSUVOqN3CpOFckdonfzbm/RfQ2yJseiGLxf7N+CoPR2lP0AwwLlZAgn+cUig/xhy7DevTdH1YkM5STk5yJxxMxyEvWC3UeYO3RAS5/rzdnaRxyAS/F33TaDBUAAAAAHv8mvNoDM5QABhwGAUAAAhkFlfLHEZ/sCAAAAAARZWg==',
  ),
} as const;

/** Returns a Windows cabinet file with such an entry, not compressed. */
export function cab(name: string): Buffer {
  const header = Buffer.alloc(36);
  header.write('MSCF');
  header.writeUInt32LE(36, 16);
  header.writeUInt16LE(1, 28);
  return Buffer.concat([header, Buffer.alloc(16), Buffer.from(`${name}\0`)]);
}

/** Returns an LHA file of header level 0, or of level 2, where names follow the first header; not compressed. */
export function lzh(name: string, level: 0 | 2): Buffer {
  const first = Buffer.alloc(level === 0 ? 24 + name.length : 24);
  first.write('-lh0-', 2);
  first.writeUInt32LE(2, 7);
  first.writeUInt8(level, 20);
  const content = Buffer.from('MZ');
  if (level === 0) {
    first.writeUInt8(first.length - 2, 0);
    first.writeUInt8(name.length, 21);
    first.write(name, 22);
    return Buffer.concat([first, content, Buffer.from([0])]);
  }
  const more = Buffer.concat([Buffer.from([name.length + 3, 0, 1]), Buffer.from(name), Buffer.from([0, 0])]);
  first.writeUInt16LE(first.length + more.length, 0);
  return Buffer.concat([first, more, content, Buffer.from([0])]);
}

/** Returns an ACE file, as its technote describes it. */
export function ace(name: string): Buffer {
  const main = Buffer.alloc(14);
  main.writeUInt16LE(10, 2);
  main.write('**ACE**', 7);
  const file = Buffer.alloc(35 + name.length);
  file.writeUInt16LE(file.length - 4, 2);
  file.writeUInt8(1, 4);
  file.writeUInt16LE(1, 5);
  file.writeUInt32LE(2, 7);
  file.writeUInt16LE(name.length, 33);
  file.write(name, 35);
  return Buffer.concat([main, file, Buffer.from('MZ')]);
}

/** Returns a `winmail.dat` with these files, as Outlook writes it for recipients that it takes for Outlook users. */
export function tnef(...names: readonly string[]): Buffer {
  const record = (kind: number, value: Buffer): Buffer => {
    const head = Buffer.alloc(9);
    head.writeUInt8(2, 0);
    head.writeUInt16LE(kind, 1);
    head.writeUInt32LE(value.length, 5);
    return Buffer.concat([head, value, Buffer.alloc(2)]);
  };
  const files = names.flatMap((name) => [
    ...[record(0x9002, Buffer.alloc(14)), record(0x800f, Buffer.from('MZ')), record(0x8010, Buffer.from(`${name}\0`))],
  ]);
  return Buffer.concat([Buffer.from([0x78, 0x9f, 0x3e, 0x22, 0, 0]), ...files]);
}
