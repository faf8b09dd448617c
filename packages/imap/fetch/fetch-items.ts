import { ImapSyntaxError } from '../values/syntax-error.ts';
import type { Decoder } from '../wire/decoder.ts';
import { formatSection, type Partial, readPartial, readSection, type Section } from './section.ts';

/** An item that has no arguments. */
export type PlainItem =
  | 'FLAGS'
  | 'UID'
  | 'INTERNALDATE'
  | 'RFC822.SIZE'
  | 'ENVELOPE'
  | 'BODY'
  | 'BODYSTRUCTURE'
  | 'MODSEQ';

/** A piece of the message's text: `BODY[…]` and the older RFC822 names for some of them. */
export interface SectionItem {
  readonly section: Section;
  /** Without it, reading sets \Seen. */
  readonly peek: boolean;
  readonly partial: Partial | undefined;
  /** How the response names it: `BODY[TEXT]<0>`, `RFC822.HEADER`. */
  readonly label: string;
}

export type FetchItem = PlainItem | SectionItem;

const PLAIN = new Set<string>([
  'FLAGS',
  'UID',
  'INTERNALDATE',
  'RFC822.SIZE',
  'ENVELOPE',
  'BODY',
  'BODYSTRUCTURE',
  'MODSEQ', // RFC 7162 3.1.5
] satisfies PlainItem[]);

const isPlain = (name: string): name is PlainItem => PLAIN.has(name);

const whole: Section = { part: [], text: undefined, fields: [] };

const RFC822: Record<string, Pick<SectionItem, 'section' | 'peek'>> = {
  RFC822: { section: whole, peek: false },
  'RFC822.HEADER': { section: { ...whole, text: 'HEADER' }, peek: true },
  'RFC822.TEXT': { section: { ...whole, text: 'TEXT' }, peek: false },
};

const MACROS: Record<string, PlainItem[]> = {
  FAST: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'],
  ALL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE'],
  FULL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY'],
};

/** Items of one FETCH that differ; each is work for every message. */
const MAX_ITEMS = 500;

/** The data items of FETCH: one, a list, or a macro, which stands alone (RFC 3501 6.4.5). */
export function readFetchItems(decoder: Decoder): FetchItem[] {
  const listed = decoder.list(() => readItem(decoder, decoder.expectWord('a data item')));
  if (listed?.length === 0) throw new ImapSyntaxError('Expected a data item');
  if (listed) return distinct(listed);
  const word = decoder.expectWord('a data item');
  return MACROS[word] ?? [readItem(decoder, word)];
}

/** What is asked for twice is answered once. */
function distinct(items: readonly FetchItem[]): FetchItem[] {
  const found = new Map<string, FetchItem>();
  for (const item of items) found.set(typeof item === 'string' ? item : identity(item), item);
  if (found.size > MAX_ITEMS) throw new ImapSyntaxError('Too many data items', { status: 'NO', code: 'LIMIT' });
  return [...found.values()];
}

function identity({ label, peek, partial }: SectionItem): string {
  return `${label} ${peek} ${partial?.length}`;
}

function readItem(decoder: Decoder, word: string): FetchItem {
  if (word === 'BODY.PEEK' || (word === 'BODY' && decoder.ahead('['))) return readBody(decoder, word === 'BODY.PEEK');
  if (isPlain(word)) return word;
  const old = RFC822[word];
  if (!old) throw new ImapSyntaxError(`Unknown data item ${word.slice(0, 40)}`);
  return { ...old, partial: undefined, label: word };
}

function readBody(decoder: Decoder, peek: boolean): SectionItem {
  const section = readSection(decoder);
  if (!section) throw new ImapSyntaxError('Expected [');
  const partial = readPartial(decoder);
  const label = `BODY${formatSection(section)}${partial ? `<${partial.offset}>` : ''}`;
  return { section, peek, partial, label };
}
