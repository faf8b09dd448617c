import { FieldCursor } from '../header/fields.ts';
import { type Edit, replaceBy } from './edits.ts';

/** Where the header of a part names the encoding of its body, or should. Offsets are those of the message. */
export interface Label {
  readonly fields: readonly { readonly from: number; readonly to: number }[];
  /** The offset for a new field. */
  readonly place: number;
  readonly hasVersion: boolean;
}

/** Reads a header that begins at an offset of the message. Returns undefined if no field can be added to it. */
export function readLabel(header: Buffer, at: number): Label | undefined {
  const fields: { from: number; to: number }[] = [];
  let [first, behindType] = [-1, -1];
  let hasVersion = false;
  let lines = 0;
  for (const cursor = new FieldCursor(header); cursor.next(); lines++) {
    const name = cursor.name();
    if (name === '') continue;
    if (first < 0) first = cursor.start;
    if (name === 'content-transfer-encoding') fields.push({ from: at + cursor.start, to: at + cursor.end });
    if (name === 'content-type' && behindType < 0) behindType = cursor.end;
    if (name === 'mime-version') hasVersion = true;
  }
  if (first < 0 && lines > 0) return undefined;
  return { fields, place: at + Math.max(0, behindType < 0 ? first : behindType), hasVersion };
}

/**
 * Returns the edits that set the part's Content-Transfer-Encoding to `encoding` and remove further fields of that name.
 * @param isMessage the header is that of a message, where MIME fields count only with a MIME-Version (RFC 2045 4)
 */
export function relabel(label: Label, encoding: string, isMessage: boolean): Edit[] {
  const field = `Content-Transfer-Encoding: ${encoding}\r\n`;
  const text = isMessage && !label.hasVersion ? `MIME-Version: 1.0\r\n${field}` : field;
  const [first, ...others] = label.fields;
  const { from, to } = first ?? { from: label.place, to: label.place };
  return [replaceBy(text, from, to), ...others.map((other) => replaceBy('', other.from, other.to))];
}
