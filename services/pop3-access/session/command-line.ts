import { BadCommand } from '../arguments.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A command's name in capitals, and what follows it after one space. */
export interface CommandLine {
  name: string;
  args: string;
}

/** Splits a line into command and arguments (RFC 1939 3). Keywords are ASCII in any case; arguments may be UTF-8 (RFC 6856 2.2). */
export function readCommandLine(line: Buffer): CommandLine {
  if (line.includes(0)) throw new BadCommand('NUL is not allowed');
  const text = decode(line);
  const space = text.indexOf(' ');
  const name = space < 0 ? text : text.slice(0, space);
  if (!/^[A-Za-z0-9]{3,10}$/.test(name)) throw new BadCommand('Unknown command');
  return { name: name.toUpperCase(), args: space < 0 ? '' : text.slice(space + 1) };
}

function decode(line: Buffer): string {
  try {
    return utf8.decode(line);
  } catch {
    throw new BadCommand('Not UTF-8');
  }
}
