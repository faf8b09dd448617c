import { trimBlanks } from './bytes.ts';
import type { Parameter } from './part.ts';

/** The most parameters of a field; no honest field has as many, and more would only make the stored part tree large. */
const MAX_PARAMETERS = 256;

/** Blanks before a well-known parameter name inside a value without quotes: the writer left out the semicolon. */
const NEXT_KNOWN =
  /[ \t]+(?:boundary|charset|delsp|filename|format|name|protocol|report-type|size|type)(?:\*\d*\*?)?[ \t]*=/iy;

/** A cursor over one unfolded structured field value (RFC 2045 5.1). Every method moves forward only. */
export class FieldReader {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Skips white space and comments, nested ones too (RFC 5322 3.2.2). */
  skipBlanks(): void {
    for (; this.at < this.text.length; this.at++) {
      const char = this.text.charCodeAt(this.at);
      if (char === 0x28) this.#skipComment();
      else if (char !== 0x20 && char !== 0x09) return;
    }
  }

  #skipComment(): void {
    let depth = 0;
    for (; this.at < this.text.length; this.at++) {
      const char = this.text.charCodeAt(this.at);
      if (char === 0x5c) this.at++;
      else if (char === 0x28) depth++;
      else if (char === 0x29 && --depth === 0) return;
    }
  }

  /** Takes `char` if it is next. */
  take(char: string): boolean {
    if (this.text[this.at] !== char) return false;
    this.at++;
    return true;
  }

  /** RFC 2045 5.1 token, in lower case; '' when there is none. */
  token(): string {
    return this.word().toLowerCase();
  }

  /** A token as it is written. */
  word(): string {
    const start = this.at;
    while (this.at < this.text.length && isToken(this.text.charCodeAt(this.at))) this.at++;
    return this.text.slice(start, this.at);
  }

  /** Returns all `; name=value` that follow; a comma or nothing may replace the semicolon. Skips what does not look like a parameter. */
  parameters(): Parameter[] {
    const found: Parameter[] = [];
    while (found.length < MAX_PARAMETERS && this.at < this.text.length) {
      do this.skipBlanks();
      while (this.take(';') || this.take(','));
      const name = this.token();
      this.skipBlanks();
      if (name === '' || !this.take('=')) {
        const next = this.text.indexOf(';', this.at);
        this.at = next < 0 ? this.text.length : next;
        continue;
      }
      this.skipBlanks();
      found.push([name, this.text[this.at] === '"' ? this.#quoted() : this.#bare()]);
    }
    return found;
  }

  /** Returns an RFC 5322 3.2.4 quoted-string without its quoting; without an end quote it runs to the semicolon. */
  #quoted(): string {
    const start = ++this.at;
    let escaped = false;
    for (; this.at < this.text.length; this.at++) {
      const char = this.text.charCodeAt(this.at);
      if (char === 0x22) break;
      if (char === 0x5c) {
        escaped = true;
        this.at++;
      }
    }
    if (this.at >= this.text.length) {
      const semicolon = this.text.indexOf(';', start);
      this.at = semicolon < 0 ? this.text.length : semicolon;
    }
    const value = this.text.slice(start, this.at);
    if (this.text[this.at] === '"') this.at++;
    return escaped ? value.replace(/\\(.)/g, '$1') : value;
  }

  /** Returns an unquoted value. Many writers leave out quotes around names with spaces, so it runs to the semicolon, comment or next parameter. */
  #bare(): string {
    const start = this.at;
    let blank = false;
    for (; this.at < this.text.length; this.at++) {
      const char = this.text.charCodeAt(this.at);
      if (char === 0x3b || (char === 0x28 && blank)) break;
      const isBlank = char === 0x20 || char === 0x09;
      NEXT_KNOWN.lastIndex = this.at;
      if (isBlank && !blank && NEXT_KNOWN.test(this.text)) break;
      blank = isBlank;
    }
    return trimBlanks(this.text.slice(start, this.at));
  }
}

/** RFC 2045 5.1: printable and none of the tspecials. 8-bit bytes are accepted, as senders use them. */
const tokenBytes = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte > 0x20 && byte !== 0x7f && !'()<>@,;:\\"/[]?='.includes(String.fromCharCode(byte)) ? 1 : 0,
);

function isToken(char: number): boolean {
  return tokenBytes[char] === 1;
}
