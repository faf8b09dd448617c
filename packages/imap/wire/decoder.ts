import { ASTRING, ATOM, BASE64, type CharTable, DIGIT, LIST, SET, TAG, WORD } from '../values/chars.ts';
import { parseDate, parseDateTime } from '../values/date.ts';
import { decodeMailboxName, readMailboxName } from '../values/mailbox-name.ts';
import { SequenceSet } from '../values/sequence-set.ts';
import { ImapSyntaxError } from '../values/syntax-error.ts';
import { announcementAt, type GatheredCommand, type LiteralAnnouncement } from './gathered.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BRACE = 0x7b;
const SPACE = 0x20;
const MAX_UINT32 = 0xffff_ffff;

/**
 * Reads a gathered command by the grammar of RFC 3501 9. A method named after a grammar element tries it and returns
 * undefined, having consumed nothing, if something else follows; its expect… twin throws ImapSyntaxError. Input that begins like
 * the element and then breaks its rules throws in both.
 */
export class Decoder {
  /** Whether UTF8=ACCEPT is enabled (RFC 6855): mailbox names are UTF-8. */
  readonly utf8: boolean;
  readonly #command: GatheredCommand;
  #part = 0;
  #bytes: Buffer;
  #at = 0;

  constructor(command: GatheredCommand, options: { utf8?: boolean } = {}) {
    this.#command = command;
    this.#bytes = command[0]?.bytes ?? Buffer.alloc(0);
    this.utf8 = options.utf8 ?? false;
  }

  /** Whether only spaces are left; people who type may leave one at the end. */
  get atEnd(): boolean {
    if (this.#part < this.#command.length - 1) return false;
    for (let i = this.#at; i < this.#bytes.length; i += 1) if (this.#bytes[i] !== SPACE) return false;
    return true;
  }

  expectEnd(): void {
    if (!this.atEnd) throw new ImapSyntaxError('Unexpected argument');
  }

  /** Takes this one character if it is next. */
  special(char: string): boolean {
    if (this.#bytes[this.#at] !== char.charCodeAt(0)) return false;
    this.#at += 1;
    return true;
  }

  expectSpecial(char: string): void {
    if (!this.special(char)) throw new ImapSyntaxError(`Expected ${char}`);
  }

  /** Takes the space that is next; several count as one, as in every server. */
  space(): boolean {
    const start = this.#at;
    while (this.#bytes[this.#at] === SPACE) this.#at += 1;
    return this.#at > start;
  }

  expectSpace(): void {
    if (!this.space()) throw new ImapSyntaxError('Expected a space');
  }

  /** Takes the parenthesis that ends a list, and the spaces before it, if that is next. */
  closing(): boolean {
    const start = this.#at;
    this.space();
    if (this.special(')')) return true;
    this.#at = start;
    return false;
  }

  /** Returns whether this character is next, and takes nothing. */
  ahead(char: string): boolean {
    return this.#bytes[this.#at] === char.charCodeAt(0);
  }

  tag(): string | undefined {
    return this.#while(TAG);
  }

  atom(): string | undefined {
    return this.#while(ATOM);
  }

  expectAtom(what = 'an atom'): string {
    return this.atom() ?? expected(what);
  }

  /** Takes a word of the protocol (command, data item, search key); returns it in capitals. */
  word(): string | undefined {
    return this.#while(WORD)?.toUpperCase();
  }

  expectWord(what = 'a word'): string {
    return this.word() ?? expected(what);
  }

  /** Takes this word if it is next, in any case. */
  keyword(word: string): boolean {
    const start = this.#at;
    if (this.word() === word) return true;
    this.#at = start;
    return false;
  }

  number(): number | undefined {
    const text = this.#while(DIGIT);
    return text === undefined ? undefined : inRange(Number(text), MAX_UINT32);
  }

  expectNumber(): number {
    return this.number() ?? expected('a number');
  }

  expectNzNumber(): number {
    const value = this.expectNumber();
    return value > 0 ? value : expected('a number above zero');
  }

  /**
   * Reads number64 (RFC 9051 9) and mod-sequence-valzer (RFC 7162 7). Values above 2^53 - 1 become 2^53 - 1: no size or
   * mod-sequence comes near it, so comparisons stay correct.
   */
  expectNumber64(): number {
    const text = this.#while(DIGIT) ?? expected('a number');
    return Math.min(inRange(Number(text), 2 ** 63), Number.MAX_SAFE_INTEGER);
  }

  /** Takes a string, quoted or literal; returns its bytes. Quoted ones may hold 8-bit bytes: clients send them, with or without RFC 6855. */
  stringBytes(): Buffer | undefined {
    const next = this.#bytes[this.#at];
    if (next === QUOTE) return this.#quoted();
    return next === BRACE || this.#aheadLiteral8() ? this.#literal() : undefined;
  }

  expectString(): string {
    return (this.stringBytes() ?? expected('a string')).toString();
  }

  nstring(): string | null | undefined {
    if (this.keyword('NIL')) return null;
    return this.stringBytes()?.toString();
  }

  expectNstring(): string | null {
    const value = this.nstring();
    return value === undefined ? expected('a string or NIL') : value;
  }

  astringBytes(): Buffer | undefined {
    return this.#bytesWhile(ASTRING) ?? this.stringBytes();
  }

  expectAstringBytes(): Buffer {
    return this.astringBytes() ?? expected('a string');
  }

  expectAstring(): string {
    return this.expectAstringBytes().toString();
  }

  mailbox(): string | undefined {
    const bytes = this.astringBytes();
    return bytes && readMailboxName(bytes, this.utf8);
  }

  expectMailbox(): string {
    return this.mailbox() ?? expected('a mailbox name');
  }

  /** Takes a list-mailbox: a mailbox name that may hold the wildcards % and *; returns undefined for one that can match no mailbox. */
  expectListMailbox(): string | undefined {
    const bytes = this.#bytesWhile(LIST) ?? this.stringBytes() ?? expected('a mailbox pattern');
    return decodeMailboxName(bytes, this.utf8);
  }

  expectSequenceSet(): SequenceSet {
    return this.sequenceSet() ?? expected('a message set');
  }

  sequenceSet(): SequenceSet | undefined {
    const text = this.#while(SET);
    return text === undefined ? undefined : SequenceSet.parse(text);
  }

  /** Takes a date, `1-Feb-1994` with or without quotes; returns ISO `1994-02-01`. */
  expectDate(): string {
    return parseDate(this.expectAstring());
  }

  /** Takes a date-time, which is always quoted. */
  dateTime(): Date | undefined {
    return this.ahead('"') ? parseDateTime(this.expectString()) : undefined;
  }

  /** Takes `(` items separated by spaces `)`; the list may be empty. */
  list<T>(item: () => T): T[] | undefined {
    if (!this.special('(')) return undefined;
    const items: T[] = [];
    this.space();
    if (this.special(')')) return items;
    do items.push(item());
    while (this.space() && !this.ahead(')'));
    this.expectSpecial(')');
    return items;
  }

  expectList<T>(item: () => T): T[] {
    return this.list(item) ?? expected('a list in parentheses');
  }

  /** Takes a flag or keyword: `\Seen` or an atom. */
  flag(): string | undefined {
    if (!this.special('\\')) return this.atom();
    return `\\${this.expectAtom('a flag')}`;
  }

  expectFlag(): string {
    return this.flag() ?? expected('a flag');
  }

  flagList(): string[] | undefined {
    return this.list(() => this.expectFlag());
  }

  /** Takes the base64 of an initial response (RFC 4959 3). */
  base64(): string | undefined {
    return this.#while(BASE64);
  }

  /** Takes the announcement of a streamed literal, which ends what was gathered. */
  expectAnnouncement(): LiteralAnnouncement {
    const rest = this.#bytes.subarray(this.#at);
    const announced = announcementAt(rest);
    const begins = rest[0] === BRACE || this.#aheadLiteral8();
    if (!announced || !begins || this.#part !== this.#command.length - 1) return expected('a literal');
    this.#at = this.#bytes.length;
    return announced;
  }

  #while(table: CharTable): string | undefined {
    return this.#bytesWhile(table)?.toString('latin1');
  }

  #bytesWhile(table: CharTable): Buffer | undefined {
    const start = this.#at;
    const bytes = this.#bytes;
    while (this.#at < bytes.length && table[bytes[this.#at] as number] === 1) this.#at += 1;
    return this.#at > start ? bytes.subarray(start, this.#at) : undefined;
  }

  #quoted(): Buffer {
    const bytes = this.#bytes;
    const taken: number[] = [];
    for (let i = this.#at + 1; i < bytes.length; i += 1) {
      let byte = bytes[i] as number;
      if (byte === QUOTE) {
        this.#at = i + 1;
        return Buffer.from(taken);
      }
      if (byte === BACKSLASH) {
        byte = bytes[++i] ?? 0;
        if (byte !== QUOTE && byte !== BACKSLASH) throw new ImapSyntaxError('Only " and \\ may follow \\');
      }
      if (byte === 0) throw new ImapSyntaxError('NUL is not allowed');
      if (byte === 0x0d) throw new ImapSyntaxError('CR is not allowed in a quoted string');
      taken.push(byte);
    }
    throw new ImapSyntaxError('Missing closing quote');
  }

  #aheadLiteral8(): boolean {
    return this.ahead('~') && this.#bytes[this.#at + 1] === BRACE;
  }

  #literal(): Buffer {
    const announced = announcementAt(this.#bytes.subarray(this.#at));
    const literal = this.#command[this.#part + 1];
    const atLineEnd = this.#bytes.indexOf('}', this.#at) === this.#bytes.length - 1;
    if (!announced || !atLineEnd || literal?.kind !== 'literal') throw new ImapSyntaxError('Invalid literal');
    if (!announced.binary && literal.bytes.includes(0)) throw new ImapSyntaxError('NUL is not allowed');
    this.#part += 2;
    this.#bytes = this.#command[this.#part]?.bytes ?? Buffer.alloc(0);
    this.#at = 0;
    return literal.bytes;
  }
}

function expected(what: string): never {
  throw new ImapSyntaxError(`Expected ${what}`);
}

function inRange(value: number, max: number): number {
  if (value > max) throw new ImapSyntaxError('Number too large');
  return value;
}
