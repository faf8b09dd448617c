import { ImapSyntaxError } from '@postroom/imap';
import { flagBit, flagNames } from '@postroom/types';

/** The text of system flags by their bits; a text is made when it is first needed. */
const texts: string[] = [];

/** Returns flags as in a FETCH response, without parentheses. */
export function flagText(bits: number, keywords: readonly string[], recent: boolean): string {
  texts[bits] ??= flagNames(bits).join(' ');
  let text = texts[bits] as string;
  if (recent) text = text === '' ? '\\Recent' : `${text} \\Recent`;
  if (keywords.length === 0) return text;
  return text === '' ? keywords.join(' ') : `${text} ${keywords.join(' ')}`;
}

/** Splits flags from a client into stored bits and keywords. Throws for system flags that do not exist or cannot be set. */
export function splitFlags(names: readonly string[]): { flags: number; keywords: string[] } {
  const split = { flags: 0, keywords: [] as string[] };
  for (const name of names) {
    const bit = flagBit(name);
    if (bit !== undefined) split.flags |= bit;
    else if (!name.startsWith('\\')) split.keywords.push(name);
    // RFC 3501 2.3.2: a client cannot set \Recent; other unknown system flags are not in the grammar.
    else throw new ImapSyntaxError(`The flag ${name} cannot be set`);
  }
  return split;
}
