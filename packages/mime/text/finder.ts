import { foldAccents, foldForSearch } from '../fold-accents.ts';
import { FieldCursor } from '../header/fields.ts';
import type { Part } from '../part.ts';
import type { TextSink } from '../tree-builder.ts';
import type { Pause } from '../turns.ts';
import { attachmentNames } from './attachment-names.ts';
import { hasText } from './collector.ts';
import { fieldPieces } from './field-pieces.ts';
import { FoldedPart } from './folded-part.ts';

/** Looks for texts in all that a message says, as TextCollector reads it, but for its own header. */
export class TextFinder implements TextSink {
  readonly #needles: readonly string[];
  /** So much of a piece of text may belong to a needle that ends in the next. */
  readonly #overlap: number;
  readonly #headers: Buffer[] = [];
  #part: FoldedPart | undefined;
  #tail = '';
  /** For each needle, whether it was found. */
  readonly found: boolean[];

  /** @param needles folded by foldCase, found with any accents */
  constructor(needles: readonly string[]) {
    this.#needles = needles.map(foldAccents);
    this.#overlap = Math.max(...this.#needles.map(({ length }) => length)) - 1;
    this.found = needles.map((needle) => needle === '');
  }

  get isDone(): boolean {
    return !this.found.includes(false);
  }

  wants(part: Part): boolean {
    return hasText(part) && !this.isDone;
  }

  header(header: Buffer): void {
    this.#headers.push(Buffer.from(header));
  }

  names(part: Part): void {
    for (const name of attachmentNames(part)) this.#look(foldForSearch(name));
  }

  body(part: Part, bytes: Uint8Array, last: boolean): boolean {
    this.#part ??= new FoldedPart(part);
    const text = this.#tail + foldAccents(this.#part.write(bytes, last));
    this.#look(text);
    this.#tail = last ? '' : this.#endOf(text);
    if (last) this.#part = undefined;
    return !this.isDone;
  }

  /** Looks into the headers that came since it was asked last, which may be long work. */
  async readHeaders(pause?: Pause): Promise<void> {
    for (const header of this.#headers.splice(0)) {
      const cursor = new FieldCursor(header);
      // In the text that is kept one field follows the other
      let before = '';
      let end = '';
      while (!this.isDone && cursor.next()) {
        for (const { text } of fieldPieces(cursor.bytes, cursor.start, cursor.end)) {
          const folded = foldForSearch(`${before}${text} `);
          this.#look(folded);
          before = '';
          end = this.#endOf(folded);
          const turn = pause?.();
          if (turn) await turn;
        }
        before = end;
      }
    }
  }

  /** Where a needle may begin that ends in what follows. */
  #endOf(text: string): string {
    return text.slice(Math.max(0, text.length - this.#overlap));
  }

  #look(text: string): void {
    for (const [index, needle] of this.#needles.entries()) {
      if (!this.found[index] && text.includes(needle)) this.found[index] = true;
    }
  }
}
