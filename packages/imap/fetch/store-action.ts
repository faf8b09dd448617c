import { ImapSyntaxError } from '../values/syntax-error.ts';
import type { Decoder } from '../wire/decoder.ts';
import { readParameters, type Words } from '../wire/words.ts';

/** How STORE changes the flags (RFC 3501 6.4.6), and its modifiers (RFC 4466 2.5). */
export interface StoreAction<Modifier> {
  readonly change: 'replace' | 'add' | 'remove';
  readonly flags: readonly string[];
  readonly silent: boolean;
  readonly modifiers: readonly Modifier[];
}

const CHANGES = { '': 'replace', '+': 'add', '-': 'remove' } as const;

/** Reads `(UNCHANGEDSINCE 12) +FLAGS.SILENT (\Seen)`; the flags may stand without parentheses. */
export function readStoreAction<Modifier>(decoder: Decoder, words: Words<Modifier>): StoreAction<Modifier> {
  const modifiers = decoder.ahead('(') ? readParameters(decoder, words, 'STORE modifier') : [];
  if (modifiers.length > 0) decoder.expectSpace();
  const sign = decoder.special('+') ? '+' : decoder.special('-') ? '-' : '';
  const item = decoder.expectWord('FLAGS');
  if (item !== 'FLAGS' && item !== 'FLAGS.SILENT') throw new ImapSyntaxError('Expected FLAGS');
  decoder.expectSpace();
  const flags = decoder.flagList() ?? readBareFlags(decoder);
  return { change: CHANGES[sign], flags, silent: item === 'FLAGS.SILENT', modifiers };
}

function readBareFlags(decoder: Decoder): string[] {
  const flags = [decoder.expectFlag()];
  while (!decoder.atEnd) {
    decoder.expectSpace();
    flags.push(decoder.expectFlag());
  }
  return flags;
}
