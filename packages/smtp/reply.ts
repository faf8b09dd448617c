/** A whole reply (RFC 5321 4.2). `lines` are the texts without the code; control characters are already replaced. */
export interface Reply {
  readonly code: number;
  /** The RFC 3463 status code such as `5.1.1`, if the server gave one that fits its reply code. */
  readonly enhanced: string | undefined;
  readonly lines: readonly string[];
}

export type ReplyClass = 'positive' | 'intermediate' | 'temporary' | 'permanent';

/** Returns the meaning of the first digit (RFC 5321 4.2.1). */
export function replyClass(reply: Reply): ReplyClass {
  if (reply.code < 300) return 'positive';
  if (reply.code < 400) return 'intermediate';
  return reply.code < 500 ? 'temporary' : 'permanent';
}

/** Thrown for a reply that is no SMTP, or far too long. */
export class ReplySyntaxError extends Error {}

// An EHLO reply has a line per extension; the limit allows a hundred more than any server has. The text limit bounds the memory.
const MAX_LINES = 128;
const MAX_CHARACTERS = 32 * 1024;
const LINE = /^([2-5][0-9]{2})(?:([ -])(.*))?$/;
const ENHANCED = /^([245]\.[0-9]{1,3}\.[0-9]{1,3})(?:[ \t]+|$)/;

/** Gathers lines (without their line end) into replies. Each connection has one parser, which keeps the unfinished reply. */
export class ReplyParser {
  #lines: string[] = [];
  #characters = 0;

  /** Takes one line; returns the reply when this line ends it. Throws ReplySyntaxError. */
  push(line: string): Reply | undefined {
    const match = LINE.exec(printable(line));
    if (match === null) throw new ReplySyntaxError('the server does not speak SMTP');
    const text = match[3] ?? '';
    this.#lines.push(text);
    this.#characters += text.length;
    if (this.#lines.length > MAX_LINES || this.#characters > MAX_CHARACTERS) {
      throw new ReplySyntaxError('the server sent a reply that is too long');
    }
    if (match[2] === '-') return undefined;
    // Some servers change the code within one reply; like most clients we use that of the last line.
    const code = Number(match[1]);
    const reply = { code, enhanced: enhancedCode(code, this.#lines), lines: this.#lines };
    this.#lines = [];
    this.#characters = 0;
    return reply;
  }
}

function enhancedCode(code: number, lines: readonly string[]): string | undefined {
  for (const line of lines) {
    const status = ENHANCED.exec(line)?.[1];
    // RFC 2034 4: the class must match the reply code.
    if (status !== undefined && Number(status[0]) === Math.floor(code / 100)) return status;
  }
  return undefined;
}

/** Returns the text for people: the lines joined, without the enhanced code. */
export function replyText(reply: Reply): string {
  return reply.lines
    .map((line) => line.replace(ENHANCED, '').trim())
    .filter((line) => line !== '')
    .join(' ');
}

/** Returns the reply as one line, as logs, traces and Diagnostic-Code show it: `550 5.1.1 no such user`. */
export function formatReply(reply: Reply): string {
  return [String(reply.code), reply.enhanced, replyText(reply)].filter((part) => part).join(' ');
}

/** Replaces control characters, which would break headers, logs and terminals that show the text. */
export function printable(text: string): string {
  return text.replace(/\t/g, ' ').replace(/\p{Cc}/gu, '?');
}
