import { isAscii } from 'node:buffer';

/** One command, RFC 5321 4.1.1: its verb in upper case, and what stands behind it without the blanks around. */
export interface CommandLine {
  readonly verb: string;
  readonly args: string;
}

/** A command that cannot be read, with the reply it deserves (RFC 5321 4.2.2, RFC 3463 3.6). */
export class CommandSyntaxError extends Error {
  readonly code: 500 | 501 | 553;
  readonly enhanced: string;
  constructor(code: 500 | 501 | 553, enhanced: string, message: string) {
    super(message);
    this.code = code;
    this.enhanced = enhanced;
  }
}

const VERB = /^[A-Za-z]{1,20}$/;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Takes a line apart, which comes without its end. Verbs are ASCII in any case; arguments may be UTF-8 (RFC 6531 3.3). */
export function parseCommandLine(line: Buffer): CommandLine {
  const text = isAscii(line) ? line.toString('latin1') : decode(line);
  const space = text.indexOf(' ');
  const verb = space < 0 ? text : text.slice(0, space);
  if (!VERB.test(verb)) throw new CommandSyntaxError(500, '5.5.2', 'Unknown command');
  // RFC 5321 4.1.1: white space before the line end is to be tolerated. CR is none (2.3.8).
  return { verb: verb.toUpperCase(), args: space < 0 ? '' : withoutBlanks(text, space + 1) };
}

/** What stands from there on, without the blanks around. */
function withoutBlanks(text: string, from: number): string {
  let [start, end] = [from, text.length];
  while (start < end && isBlank(text, start)) start++;
  while (end > start && isBlank(text, end - 1)) end--;
  return text.slice(start, end);
}

function isBlank(text: string, at: number): boolean {
  return text[at] === ' ' || text[at] === '\t';
}

function decode(line: Buffer): string {
  try {
    return utf8.decode(line);
  } catch {
    throw new CommandSyntaxError(500, '5.5.2', 'Neither ASCII nor UTF-8');
  }
}
