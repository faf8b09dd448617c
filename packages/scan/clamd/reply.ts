import { printable } from '../printable.ts';
import { BadAnswer, TooLarge } from '../scan-result.ts';

export interface VirusVerdict {
  /** The name of the virus, printable ASCII of at most 100 octets; null when nothing was found. */
  readonly virus: string | null;
}

/**
 * Parses clamd's reply to INSTREAM, without its NUL: `stream: OK`, `stream: NAME FOUND`, or an error.
 * Throws TooLarge for a message above its StreamMaxLength, BadAnswer for anything else.
 */
export function parseReply(reply: string): VirusVerdict {
  if (reply === 'stream: OK') return { virus: null };
  const [, name] = /^stream: (.+) FOUND$/.exec(reply) ?? [];
  if (name !== undefined) return { virus: printable(name, 100) };
  if (/^INSTREAM size limit exceeded/.test(reply)) throw new TooLarge('over StreamMaxLength of clamd');
  throw new BadAnswer(`clamd said ${JSON.stringify(printable(reply, 200))}`);
}
