import { decodeWords, FieldNames, fieldValue, parseHeader } from '@postroom/mime';

const SHOWN = new FieldNames(['from', 'subject']);
/** Characters of each that are kept. */
const LONGEST = 300;

/** By what a person knows a mail again that he does not have. */
export function shownOf(header: Buffer): { from: string; subject: string } {
  const fields = parseHeader(header, SHOWN);
  const shown = (wanted: string): string => {
    const field = fields.find(({ name }) => name === wanted);
    if (!field) return '';
    // Encoded words are at most three times as long as what they say.
    const text = decodeWords(fieldValue(header, field).slice(0, 4 * LONGEST));
    return text
      .replace(/[\p{Cc}\p{Bidi_Control}]/gu, ' ')
      .slice(0, LONGEST)
      .trim();
  };
  return { from: shown('from'), subject: shown('subject') };
}
