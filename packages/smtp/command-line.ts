import { isAscii } from 'node:buffer';

/** One command (RFC 5321 4.1.1): its verb in upper case, and its arguments without surrounding blanks. */
export interface CommandLine {
  readonly verb: string;
  readonly args: string;
}

/** Thrown for a command that cannot be read, with the reply for it (RFC 5321 4.2.2, RFC 3463 3.6). */
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

/** Splits a line without its line end. Verbs are ASCII in any case; arguments may be UTF-8 (RFC 6531 3.3). */
export function parseCommandLine(line: Buffer): CommandLine {
  const text = isAscii(line) ? line.toString('latin1') : decode(line);
  const space = text.indexOf(' ');
  const verb = space < 0 ? text : text.slice(0, space);
  if (!VERB.test(verb)) throw new CommandSyntaxError(500, '5.5.2', 'Unknown command');
  // RFC 5321 4.1.1: white space before the line end must be tolerated. A CR is no white space (2.3.8).
  return { verb: verb.toUpperCase(), args: space < 0 ? '' : withoutBlanks(text, space + 1) };
}

/** Returns the text from an offset on, without surrounding blanks. */
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
    throw new CommandSyntaxError(500, '5.5.2', 'The command is neither ASCII nor UTF-8');
  }
}
