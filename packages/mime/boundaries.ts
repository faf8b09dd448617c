/**
 * The boundaries that are open at a point of a message: each belongs to a level of the part stack. Levels are opened
 * and closed in the order of a stack.
 */
export class Boundaries {
  readonly #levels = new Map<string, number>();
  /** For each open level, its boundary and the outer level with the same boundary (-1: none). */
  readonly #open = new Map<number, { boundary: string; outer: number }>();

  get size(): number {
    return this.#levels.size;
  }

  open(boundary: string, level: number): void {
    this.#open.set(level, { boundary, outer: this.#levels.get(boundary) ?? -1 });
    this.#levels.set(boundary, level);
  }

  close(level: number): void {
    const closing = this.#open.get(level);
    if (!closing) return;
    this.#open.delete(level);
    if (closing.outer < 0) this.#levels.delete(closing.boundary);
    else this.#levels.set(closing.boundary, closing.outer);
  }

  clear(): void {
    this.#levels.clear();
    this.#open.clear();
  }

  /**
   * Returns the innermost level whose delimiter this line is (RFC 2046 5.1.1). `text` is the line after its two dashes, without
   * trailing blanks. Only white space may follow the boundary, as in the grammar. The prose there permits any line that
   * begins with the boundary, but then a boundary would match a shorter one that is its prefix.
   */
  match(text: string): { level: number; closing: boolean } | null {
    const level = this.#levels.get(text) ?? -1;
    const closed = text.endsWith('--') ? (this.#levels.get(text.slice(0, -2)) ?? -1) : -1;
    if (level < 0 && closed < 0) return null;
    return closed > level ? { level: closed, closing: true } : { level, closing: false };
  }
}
