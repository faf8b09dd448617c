import { decodeWords, FieldNames, fieldValue, parseHeader } from '@postroom/mime';

const SHOWN = new FieldNames(['from', 'subject']);
/** The most characters of each text. */
const LONGEST = 300;

/** Returns what helps a person recognise a message that is kept from them. */
export function shownOf(header: Buffer): { from: string; subject: string } {
  const fields = parseHeader(header, SHOWN);
  const shown = (wanted: string): string => {
    const field = fields.find(({ name }) => name === wanted);
    if (!field) return '';
    // Encoded words are at most about three times as long as the text they encode.
    const text = decodeWords(fieldValue(header, field).slice(0, 4 * LONGEST));
    return text
      .replace(/[\p{Cc}\p{Bidi_Control}]/gu, ' ')
      .slice(0, LONGEST)
      .trim();
  };
  return { from: shown('from'), subject: shown('subject') };
}
