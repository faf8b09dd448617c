import { linePieces } from './lines.ts';
import { type MboxMarks, writeMarks } from './marks.ts';

const LF = Buffer.from('\n');
const QUOTE = Buffer.from('>');
const NEEDS_QUOTE = /^>*From /;

/** The data of a message that an mbox file keeps around it. */
export interface MboxEntry extends MboxMarks {
  /** The reverse-path; empty for the null reverse-path. */
  readonly sender: string;
  readonly date: Date;
}

/** Yields a message as it is written in an mbox file (RFC 4155, mboxrd). */
export async function* writeMbox(entry: MboxEntry, message: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const sender = entry.sender.replace(/[^!-~]/g, '') || 'MAILER-DAEMON';
  yield Buffer.from(`From ${sender} ${asctime(entry.date)}\n${writeMarks(entry)}`);
  let ends = true;
  for await (const piece of linePieces(message)) {
    if (piece.begins && NEEDS_QUOTE.test(piece.octets.toString('latin1', 0, 200))) yield QUOTE;
    yield piece.octets;
    ({ ends } = piece);
    if (ends) yield LF;
  }
  yield ends ? LF : Buffer.from('\n\n');
}

function asctime(date: Date): string {
  const [weekday, day, month, year, time] = date.toUTCString().replace(',', '').split(' ');
  return `${weekday} ${month} ${String(Number(day)).padStart(2, ' ')} ${time} ${year}`;
}
