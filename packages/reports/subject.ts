import { encodeWord } from 'nodemailer/lib/mime-funcs';
import { printableHeader } from './dsn/field.ts';

const MAX_SUBJECT = 500;

/** Returns a subject for the composer, which encodes text that is not ASCII. Text that looks like an encoded-word is encoded here (RFC 2047 5). */
export function subjectText(text: string): string {
  const subject = printableHeader(printableHeader(text).slice(0, MAX_SUBJECT));
  return subject.includes('=?') ? encodeWord(subject, 'Q', 52) : subject;
}
