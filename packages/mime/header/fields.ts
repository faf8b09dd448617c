import { asBuffer, COLON, CR, LF, SPACE, TAB, trimBlanks } from '../bytes.ts';
import { MAX_LEAD, readLead } from './lead.ts';
import { type FieldNames, fieldName } from './names.ts';

/** One header field, as offsets into the header's bytes. `end` includes the field's last line end. */
export interface HeaderField {
  /** Field name in lower case; '' for a line that is no field. */
  name: string;
  start: number;
  /** The offset after the colon. */
  valueStart: number;
  end: number;
}

/**
 * Walks the fields of a header block (RFC 5322 2.2) without making objects, so that a header of a million fields costs no
 * memory. Only LF and CRLF end a line. Begins at the first field that readLead finds; a later line that is no field counts
 * as a field without a name, together with its continuation lines.
 */
export class FieldCursor {
  readonly bytes: Buffer;
  start = 0;
  /** The colon's offset, or negative when the line has none. */
  colon = -1;
  end = 0;

  constructor(header: Uint8Array) {
    this.bytes = asBuffer(header);
    const lead = readLead(this.bytes.subarray(0, MAX_LEAD), true);
    if (lead?.hasFields) this.end = lead.at;
  }

  /** Moves to the next field; false at the blank line or the end of the bytes. */
  next(): boolean {
    const { bytes } = this;
    let at = this.end;
    this.start = at;
    this.colon = -1;
    const first = bytes[at];
    if (first === undefined || first === LF || (first === CR && bytes[at + 1] === LF)) return false;
    while (at < bytes.length) {
      const byte = bytes[at++];
      if (byte === COLON && this.colon === -1) this.colon = at - 1;
      if (byte !== LF) continue;
      // RFC 5322 2.2.3: a line that begins with white space continues the field
      const following = bytes[at];
      if (following !== SPACE && following !== TAB) break;
      // A colon found only in a continuation line does not make the first line a field name
      if (this.colon === -1) this.colon = -2;
    }
    this.end = at;
    return true;
  }

  /** The field's name in lower case; '' for a line that is no field. */
  name(): string {
    return this.colon < 0 ? '' : fieldName(this.bytes, this.start, this.colon);
  }

  /** Returns the field's name in lower case if it is one of `names`; else ''. */
  nameIn(names: FieldNames): string {
    return this.colon < 0 ? '' : names.match(this.bytes, this.start, this.colon);
  }
}

/**
 * Returns the fields of a header block in order (RFC 5322 2.2); with `wanted` only those of these names. Stops at the blank line;
 * never throws.
 */
export function parseHeader(header: Uint8Array, wanted?: FieldNames): HeaderField[] {
  const cursor = new FieldCursor(header);
  const fields: HeaderField[] = [];
  while (cursor.next()) {
    const { start, colon, end } = cursor;
    const name = wanted ? cursor.nameIn(wanted) : cursor.name();
    if (name !== '' || !wanted) fields.push({ name, start, valueStart: colon < 0 ? start : colon + 1, end });
  }
  return fields;
}

/** Returns a field's value, unfolded (RFC 5322 2.2.3) and trimmed, one character per byte. NULs are dropped. */
export function fieldValue(header: Uint8Array, field: HeaderField): string {
  return unfold(asBuffer(header).toString('latin1', field.valueStart, field.end));
}

/** Removes line ends and NULs and trims; a bare CR becomes a space, since no reader may take it for a line end. */
export function unfold(value: string): string {
  const trimmed = trimBlanks(value);
  if (!/[\r\n\0]/.test(trimmed)) return trimmed;
  return trimBlanks(trimmed.replace(/\r?\n|\0/g, '').replace(/\r/g, ' '));
}
