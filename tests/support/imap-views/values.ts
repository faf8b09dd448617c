/** A word, string or literal as latin1 text, NIL as null, or a list. */
export type Value = string | null | readonly Value[];

/** Reads the values of a response after its `* `, with literals in their places: `1 FETCH (UID 7 BODY[] {3}…)`. */
export function readValues(text: string, literals: readonly Buffer[]): Value[] {
  const reader = new ValueReader(text, literals);
  return reader.list();
}

/** Matches a quoted string, the size of a literal, a parenthesis, or a word, whose brackets may contain anything. */
const TOKEN = /"((?:[^"\\]|\\.)*)"|\{(\d+)\}|([()])|((?:\[[^\]]*\]|[^\s()"[])+)/y;

class ValueReader {
  readonly #text: string;
  readonly #literals: IterableIterator<Buffer>;
  #at = 0;

  constructor(text: string, literals: readonly Buffer[]) {
    this.#text = text;
    this.#literals = literals.values();
  }

  /** Reads to the end of a list, or of the text. */
  list(): Value[] {
    const values: Value[] = [];
    while (this.#skipBlanks()) {
      TOKEN.lastIndex = this.#at;
      const match = TOKEN.exec(this.#text);
      if (!match) throw new Error(`no value at ${this.#at} of ${this.#text.slice(0, 300)}`);
      this.#at = TOKEN.lastIndex;
      const [, quoted, size, parenthesis, word = ''] = match;
      if (parenthesis === ')') return values;
      if (parenthesis === '(') values.push(this.list());
      else if (quoted !== undefined) values.push(quoted.replaceAll(/\\(.)/g, '$1'));
      else if (size !== undefined) values.push(this.#literals.next().value?.toString('latin1') ?? null);
      else values.push(word.toUpperCase() === 'NIL' ? null : word);
    }
    return values;
  }

  #skipBlanks(): boolean {
    while (this.#text[this.#at] === ' ') this.#at += 1;
    return this.#at < this.#text.length;
  }
}

export function words(value: Value | undefined): string[] {
  if (!Array.isArray(value)) throw new Error(`no list: ${JSON.stringify(value)}`);
  return value.map(String);
}
