import { fieldValue, parseHeader } from '../header/fields.ts';
import { FieldNames } from '../header/names.ts';
import { type MboxMarks, marksOf } from './marks.ts';

const FIELDS = new FieldNames(['status', 'x-status', 'x-mozilla-status']);

/** Bits of X-Mozilla-Status, which is a hexadecimal number. */
const READ = 0x1;
const REPLIED = 0x2;
const MARKED = 0x4;
const EXPUNGED = 0x8;

/**
 * Reads the flags that mail programs keep in fields of a message in a file: mutt, pine and Python in Status and X-Status, Thunderbird in
 * X-Mozilla-Status. A message that is `gone` was deleted and stays in the file until the file is compacted.
 */
export function marksInHeader(header: Uint8Array): MboxMarks & { readonly gone: boolean } {
  let letters = '';
  let bits = 0;
  for (const field of parseHeader(header, FIELDS)) {
    const value = fieldValue(header, field).trim();
    if (field.name !== 'x-mozilla-status') letters += value.slice(0, 20);
    else if (/^[0-9a-f]{1,8}$/i.test(value)) bits |= Number.parseInt(value, 16);
  }
  const { seen, answered, flagged, draft } = marksOf(letters);
  const has = (bit: number): boolean => (bits & bit) !== 0;
  return {
    seen: seen || has(READ),
    answered: answered || has(REPLIED),
    flagged: flagged || has(MARKED),
    draft,
    gone: has(EXPUNGED) || letters.includes('D'),
  };
}
