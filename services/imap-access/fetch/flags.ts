import { ImapSyntaxError } from '@postroom/imap';
import { flagBit, flagNames } from '@postroom/types';

/** The system flags' text for every combination of bits, made when first seen. */
const texts: string[] = [];

/** Flags as FETCH shows them, without parentheses. */
export function flagText(bits: number, keywords: readonly string[], recent: boolean): string {
  texts[bits] ??= flagNames(bits).join(' ');
  let text = texts[bits] as string;
  if (recent) text = text === '' ? '\\Recent' : `${text} \\Recent`;
  if (keywords.length === 0) return text;
  return text === '' ? keywords.join(' ') : `${text} ${keywords.join(' ')}`;
}

/** Flags as a client names them, as they are stored; throws for system flags that do not exist or cannot be set. */
export function splitFlags(names: readonly string[]): { flags: number; keywords: string[] } {
  const split = { flags: 0, keywords: [] as string[] };
  for (const name of names) {
    const bit = flagBit(name);
    if (bit !== undefined) split.flags |= bit;
    else if (!name.startsWith('\\')) split.keywords.push(name);
    // RFC 3501 2.3.2: \Recent cannot be altered; the grammar forbids others.
    else throw new ImapSyntaxError(`The flag ${name} cannot be set`);
  }
  return split;
}
