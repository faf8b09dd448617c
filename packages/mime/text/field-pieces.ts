import { decodeWords } from '../encoded-words.ts';
import { unfold } from '../header/fields.ts';

/** A longer field is read in pieces that overlap by more than the longest text searched for. */
const PIECE_BYTES = 16 * 1024;
const OVERLAP_BYTES = 2 * 1024;

export interface FieldPiece {
  /** Unfolded, one character per byte. */
  raw: string;
  /** With its encoded-words decoded. */
  text: string;
}

/** Yields the text between two offsets of one header field, decoded, in pieces between which the caller can pause. */
export function* fieldPieces(header: Buffer, start: number, end: number): Generator<FieldPiece> {
  for (let at = start; ; at += PIECE_BYTES) {
    const from = characterStart(header, at);
    const raw = unfold(
      header.toString('latin1', from, characterStart(header, Math.min(end, at + PIECE_BYTES + OVERLAP_BYTES))),
    );
    yield { raw, text: decodeWords(raw) };
    if (at + PIECE_BYTES >= end) return;
  }
}

/** Returns the offset, or one a little before it where it lies inside a UTF-8 character. */
function characterStart(bytes: Buffer, at: number): number {
  let start = at;
  while (start > at - 3 && start < bytes.length && ((bytes[start] as number) & 0xc0) === 0x80) start--;
  return start;
}
