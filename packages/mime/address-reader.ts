import type { Address } from './address.ts';
import { commentText, domainLiteralEnd, quotedText, skipComment, skipQuoted } from './address-tokens.ts';

const Phrase = 0; // before any @ or <: a display name or a local part
const Domain = 1; // after an @ outside angle brackets
const Angle = 2; // in <…>, local part or route
const AngleDomain = 3;
const Done = 4; // after > : no further word belongs to the address

/** One pass over an address list. Words are collected first; the delimiter after them says what they were. */
export class AddressReader {
  readonly #text: string;
  readonly #limit: number;
  readonly #found: Address[] = [];
  #at = 0;
  #state: number = Phrase;
  #inGroup = false;
  /** Whether white space or a comment came before the next word. */
  #spaced = false;
  /** `#phrase` has all words so far, with single spaces, `#before` those before `#unit`; `#unit` the last words, joined by dots or nothing. */
  #phrase = '';
  #before = '';
  #unit = '';
  #unitEndsInDot = false;
  #name: string | null = null;
  #comment: string | null = null;
  #route: string | null = null;
  #local = '';
  #domain = '';

  constructor(text: string, limit: number) {
    this.#text = text;
    this.#limit = limit;
  }

  read(): Address[] {
    while (this.#at < this.#text.length && this.#found.length < this.#limit) this.#step();
    this.#flush();
    this.#endGroup();
    return this.#found;
  }

  #step(): void {
    const char = this.#text[this.#at] as string;
    switch (char) {
      case ' ':
      case '\t':
      case '\r':
      case '\n':
      case '\0':
        this.#spaced = true;
        this.#at++;
        break;
      case '(':
        this.#readComment();
        break;
      case '"':
        this.#readQuoted();
        break;
      case ',':
        this.#at++;
        this.#flush();
        break;
      case ';':
        this.#at++;
        this.#flush();
        this.#endGroup();
        break;
      case ':':
        this.#at++;
        this.#colon();
        break;
      case '<':
        this.#at++;
        this.#openAngle();
        break;
      case '>':
        this.#at++;
        if (this.#state === Angle || this.#state === AngleDomain) this.#closeAngle();
        break;
      case '@':
        this.#at++;
        this.#atSign();
        break;
      default:
        this.#readAtom();
    }
  }

  #readComment(): void {
    const end = skipComment(this.#text, this.#at);
    this.#comment = commentText(this.#text, this.#at, end);
    this.#at = end;
    this.#spaced = true;
  }

  #readQuoted(): void {
    const end = skipQuoted(this.#text, this.#at);
    this.#word(quotedText(this.#text, this.#at, end));
    this.#at = end;
  }

  #readAtom(): void {
    const start = this.#at;
    const isDomain = this.#state === Domain || this.#state === AngleDomain;
    if (isDomain && this.#text[start] === '[') {
      this.#at = domainLiteralEnd(this.#text, start);
    } else {
      encodedWord.lastIndex = start;
      // Some writers leave commas and brackets unquoted in an encoded-word; it is still one word (RFC 2047 5)
      if (this.#text.startsWith('=?', start) && encodedWord.test(this.#text)) this.#at = encodedWord.lastIndex;
      else while (this.#at < this.#text.length && isAtomChar(this.#text.charCodeAt(this.#at))) this.#at++;
    }
    this.#word(this.#text.slice(start, this.#at));
  }

  #word(word: string): void {
    const spaced = this.#spaced;
    this.#spaced = false;
    this.#phrase += spaced && this.#phrase !== '' ? ` ${word}` : word;
    if (this.#state === AngleDomain) {
      this.#domain += word;
    } else if (this.#state === Domain) {
      // Words after the domain are ignored; dots may have spaces around them (RFC 5322 4.4 obs-domain)
      if (!spaced || this.#domain === '' || this.#unitEndsInDot || word.startsWith('.')) this.#domain += word;
    } else if (this.#unit === '' || !spaced || this.#unitEndsInDot || word.startsWith('.')) {
      this.#unit += word;
    } else {
      this.#before += this.#before === '' ? this.#unit : ` ${this.#unit}`;
      this.#unit = word;
    }
    this.#unitEndsInDot = word.endsWith('.');
  }

  #atSign(): void {
    if (this.#state === Done) return;
    this.#phrase += '@';
    this.#spaced = false;
    if (this.#state === Phrase) {
      this.#local = this.#unit;
      this.#name = this.#before === '' ? null : this.#before;
      this.#state = Domain;
    } else if (this.#state === Angle) {
      // RFC 5322 4.4: <@a,@b:user@host> begins with a route
      if (this.#unit === '') {
        this.#readRoute();
        return;
      }
      this.#local = this.#unit;
      this.#state = AngleDomain;
    } else {
      // A second @: the last one separates local part and domain
      this.#local += `@${this.#domain}`;
      this.#domain = '';
    }
    this.#unit = '';
    this.#unitEndsInDot = false;
  }

  #readRoute(): void {
    const start = this.#at - 1;
    while (this.#at < this.#text.length && !':>'.includes(this.#text[this.#at] as string)) this.#at++;
    if (this.#text[this.#at] !== ':') {
      this.#local = '';
      this.#domain = this.#text.slice(start + 1, this.#at).trim();
      this.#state = AngleDomain;
      return;
    }
    this.#route = this.#text.slice(start, this.#at++).replace(/[ \t\r\n]/g, '');
  }

  #openAngle(): void {
    if (this.#state === Angle || this.#state === AngleDomain) return;
    // Another address without a comma before it: keep both
    if (this.#state === Done) this.#flush();
    this.#name = this.#phrase === '' ? null : this.#phrase;
    this.#before = '';
    this.#unit = '';
    this.#unitEndsInDot = false;
    this.#local = '';
    this.#domain = '';
    this.#spaced = false;
    this.#state = Angle;
  }

  #closeAngle(): void {
    if (this.#state === Angle) this.#local = this.#takeWords();
    this.#state = Done;
  }

  #takeWords(): string {
    return this.#before === '' ? this.#unit : `${this.#before} ${this.#unit}`;
  }

  #colon(): void {
    if (this.#state !== Phrase || this.#inGroup || this.#phrase === '') {
      if (this.#state !== Done) this.#word(':');
      return;
    }
    this.#found.push({ name: null, route: null, mailbox: this.#phrase, host: null });
    this.#inGroup = true;
    this.#reset();
  }

  #endGroup(): void {
    if (this.#inGroup) this.#found.push({ name: null, route: null, mailbox: null, host: null });
    this.#inGroup = false;
  }

  #flush(): void {
    if (this.#state === Angle) this.#closeAngle();
    if (this.#state === Phrase) this.#local = this.#takeWords();
    if (this.#state !== Phrase || this.#local !== '') {
      // RFC 5322 3.4 note: user@host (Full Name) is the older way to give a name
      const name = this.#name ?? this.#comment;
      this.#found.push({ name, route: this.#route, mailbox: this.#local, host: this.#domain });
    }
    this.#reset();
  }

  #reset(): void {
    this.#state = Phrase;
    this.#spaced = false;
    this.#phrase = this.#before = this.#unit = this.#local = this.#domain = '';
    this.#unitEndsInDot = false;
    this.#name = this.#comment = this.#route = null;
  }
}

const encodedWord = /=\?[^?\s]{1,64}\?[BbQq]\?[^?\s]{0,512}\?=/y;

/** Everything but white space and the delimiters `#step` knows; 8-bit included (RFC 6532 3.2). */
function isAtomChar(char: number): boolean {
  switch (char) {
    case 0x00:
    case 0x09:
    case 0x0a:
    case 0x0d:
    case 0x20:
    case 0x22: // "
    case 0x28: // (
    case 0x2c: // ,
    case 0x3a: // :
    case 0x3b: // ;
    case 0x3c: // <
    case 0x3e: // >
    case 0x40: // @
      return false;
    default:
      return true;
  }
}
