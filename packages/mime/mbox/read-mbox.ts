import { type LinePiece, linePieces } from './lines.ts';
import { MARK_FIELDS, type MboxMarks, markLetters, marksOf } from './marks.ts';

/** A message of a file. Its octets are to be read before the next one is asked for; what is left of them is passed over. */
export interface MboxMessage {
  /** When it was delivered, as the separator line says. */
  readonly date: Date | undefined;
  /** What stands in front of it, as we write it; null where nothing does. */
  readonly marks: MboxMarks | null;
  /** With CRLF at the ends of its lines. */
  readonly octets: AsyncIterable<Buffer>;
}

const CRLF = Buffer.from('\r\n');
/** RFC 4155 A: `From `, an address, a date that ends in a year, perhaps with a zone. */
const SEPARATOR = /^From (?:\S+ +|)(\S.*\d{4}(?: +[+-]\d{4})?) *$/;
const QUOTED = /^>+From /;
const MAX_SEPARATOR = 1_000;

/**
 * The messages of a mailbox in a file (RFC 4155, of the kind mboxrd, which quotes `From ` at the beginning of lines), or the one message of
 * a file that is none. Ends of lines may be LF or CRLF.
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
    // What mail programs put in front of a message when they save it is none of it.
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
      // The empty line at the end of the file is the separator's.
      if (wasEmpty && !isMbox) yield CRLF;
    }
    const message = octets();
    // Who stops in the middle leaves the rest to us.
    const marks = letters === null ? null : marksOf(letters);
    yield { date, marks, octets: { [Symbol.asyncIterator]: () => ({ next: () => message.next() }) } };
    for await (const _ of message);
  }
}

function separatorDate({ octets, begins, ends }: LinePiece): string | undefined {
  if (!begins || !ends || octets.length > MAX_SEPARATOR || octets[0] !== 0x46) return undefined;
  return SEPARATOR.exec(octets.toString('latin1'))?.[1];
}

/** asctime, which is in UTC where it names no zone. */
function parsed(text: string): Date | undefined {
  const date = new Date(/[+-]\d{4}$/.test(text) ? text : `${text} UTC`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
