/**
 * Joins text of `format=flowed` (RFC 3676), in pieces, to one line per paragraph: removes soft line breaks, stuffed spaces and
 * the quote marks of continued lines, with `delsp` also the space before a soft break.
 */
export class FlowedText {
  readonly #deletesSpace: boolean;
  /** A line that has not ended. */
  #line = '';
  #started = false;
  #flows = false;
  #depth = 0;

  constructor(deletesSpace: boolean) {
    this.#deletesSpace = deletesSpace;
  }

  write(text: string): string {
    const lines = (this.#line + text).split('\n');
    this.#line = lines.pop() ?? '';
    return lines.map((line) => this.#take(line)).join('');
  }

  end(): string {
    const rest = this.#line === '' ? '' : this.#take(this.#line);
    this.#line = '';
    return this.#started && !this.#flows ? `${rest}\n` : rest;
  }

  #take(ended: string): string {
    const line = ended.endsWith('\r') ? ended.slice(0, -1) : ended;
    let depth = 0;
    while (line[depth] === '>') depth++;
    let content = line.slice(line[depth] === ' ' ? depth + 1 : depth);
    // RFC 3676 4.3: a signature separator never joins a paragraph
    const isSeparator = content === '-- ';
    const continues = this.#flows && depth === this.#depth && !isSeparator;
    const front = continues ? '' : `${this.#started ? '\n' : ''}${'>'.repeat(depth)}${depth > 0 ? ' ' : ''}`;
    this.#started = true;
    this.#flows = content.endsWith(' ') && !isSeparator;
    this.#depth = depth;
    if (this.#flows && this.#deletesSpace) content = content.slice(0, -1);
    return front + content;
  }
}
