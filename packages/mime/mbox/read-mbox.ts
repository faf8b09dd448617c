import { type LinePiece, linePieces } from './lines.ts';
import { MARK_FIELDS, type MboxMarks, markLetters, marksOf } from './marks.ts';

/** A message of a file. Its octets must be read before the next message is asked for; octets not read by then are skipped. */
export interface MboxMessage {
  /** The delivery time of the separator line. */
  readonly date: Date | undefined;
  /** The flag fields in front of the message, in the form that we write; null where there are none. */
  readonly marks: MboxMarks | null;
  /** The message, with CRLF line ends. */
  readonly octets: AsyncIterable<Buffer>;
}

const CRLF = Buffer.from('\r\n');
/** A separator line (RFC 4155 A): `From `, an address, a date that ends in a year, perhaps with a zone. */
const SEPARATOR = /^From (?:\S+ +|)(\S.*\d{4}(?: +[+-]\d{4})?) *$/;
const QUOTED = /^>+From /;
const MAX_SEPARATOR = 1_000;

/**
 * Yields the messages of an mbox file (RFC 4155, of the mboxrd kind, which quotes `From ` at the beginning of lines), or the single message
 * of a file that is no mbox. Line ends may be LF or CRLF.
 */
export async function* readMbox(file: AsyncIterable<Buffer>): AsyncGenerator<MboxMessage> {
  const lines = linePieces(file)[Symbol.asyncIterator]();
  let next = await lines.next();
  if (next.done) return;
  const isMbox = separatorDate(next.value) !== undefined;
  while (!next.done) {
    let date: Date | undefined;
    if (isMbox) {
      date = parsed(separatorDate(next.value) ?? '');
      next = await lines.next();
    }
    // Flag fields that mail programs put in front of a saved message are not part of it.
    let letters: string | null = null;
    for (const field of isMbox ? MARK_FIELDS : []) {
      const found = !next.done && next.value.ends ? markLetters(next.value.octets, field) : undefined;
      if (found === undefined) continue;
      letters = (letters ?? '') + found;
      next = await lines.next();
    }
    async function* octets(): AsyncGenerator<Buffer> {
      let wasEmpty = false;
      for (; !next.done; next = await lines.next()) {
        const { octets, begins, ends } = next.value;
        if (isMbox && wasEmpty && separatorDate(next.value) !== undefined) return;
        if (wasEmpty) yield CRLF;
        wasEmpty = begins && ends && octets.length === 0;
        if (wasEmpty) continue;
        const isQuoted = isMbox && begins && QUOTED.test(octets.toString('latin1', 0, 200));
        yield isQuoted ? octets.subarray(1) : octets;
        if (ends) yield CRLF;
      }
      // The empty line at the end of an mbox belongs to the separator.
      if (wasEmpty && !isMbox) yield CRLF;
    }
    const message = octets();
    // The reader may stop in the middle of a message; the rest is skipped below.
    const marks = letters === null ? null : marksOf(letters);
    yield { date, marks, octets: { [Symbol.asyncIterator]: () => ({ next: () => message.next() }) } };
    for await (const _ of message);
  }
}

function separatorDate({ octets, begins, ends }: LinePiece): string | undefined {
  if (!begins || !ends || octets.length > MAX_SEPARATOR || octets[0] !== 0x46) return undefined;
  return SEPARATOR.exec(octets.toString('latin1'))?.[1];
}

/** Parses an asctime date, which is in UTC when it names no zone. */
function parsed(text: string): Date | undefined {
  const date = new Date(/[+-]\d{4}$/.test(text) ? text : `${text} UTC`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
