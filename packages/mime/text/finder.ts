import { foldAccents, foldForSearch } from '../fold-accents.ts';
import { FieldCursor } from '../header/fields.ts';
import type { Part } from '../part.ts';
import type { TextSink } from '../tree-builder.ts';
import type { Pause } from '../turns.ts';
import { attachmentNames } from './attachment-names.ts';
import { hasText } from './collector.ts';
import { fieldPieces } from './field-pieces.ts';
import { FoldedPart } from './folded-part.ts';

/** Looks for texts in all that TextCollector reads of a message, except for the message's own header. */
export class TextFinder implements TextSink {
  readonly #needles: readonly string[];
  /** How many characters at the end of a piece may belong to a needle that ends in the next piece. */
  readonly #overlap: number;
  readonly #headers: Buffer[] = [];
  #part: FoldedPart | undefined;
  #tail = '';
  /** For each needle, whether it was found. */
  readonly found: boolean[];

  /** @param needles folded by foldCase; they match with any accents */
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

  /** Searches the headers that came since the last call, which may take long. */
  async readHeaders(pause?: Pause): Promise<void> {
    for (const header of this.#headers.splice(0)) {
      const cursor = new FieldCursor(header);
      // Text across fields matches too, because describe() keeps the fields one after the other
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

  /** Returns the end of `text` in which a needle may begin that ends in the next piece. */
  #endOf(text: string): string {
    return text.slice(Math.max(0, text.length - this.#overlap));
  }

  #look(text: string): void {
    for (const [index, needle] of this.#needles.entries()) {
      if (!this.found[index] && text.includes(needle)) this.found[index] = true;
    }
  }
}
