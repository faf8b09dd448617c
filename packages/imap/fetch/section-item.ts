import { ImapSyntaxError } from '../values/syntax-error.ts';
import type { Decoder } from '../wire/decoder.ts';
import { formatSection, type Partial, readPartial, readSection, type Section } from './section.ts';

/** A piece of the message's text: `BODY[…]`, or one of the older RFC822 names. */
export interface SectionItem {
  /** Distinguishes it from other items. */
  readonly id: string;
  readonly section: Section;
  /** When false, reading sets \Seen. */
  readonly peek: boolean;
  readonly partial: Partial | undefined;
  /** Its name in the response: `BODY[TEXT]<0>`, `RFC822.HEADER`. */
  readonly label: string;
}

/** Reads what follows `BODY` or `BODY.PEEK` (RFC 3501 6.4.5). */
export function readBodySection(decoder: Decoder, peek: boolean): SectionItem {
  const section = readSection(decoder);
  if (!section) throw new ImapSyntaxError('Expected [');
  const partial = readPartial(decoder);
  const label = `BODY${formatSection(section)}${partial ? `<${partial.offset}>` : ''}`;
  return { id: `${label} ${peek} ${partial?.length}`, section, peek, partial, label };
}

const WHOLE: Section = { part: [], text: undefined, fields: [] };

/** The meanings of RFC822, RFC822.HEADER and RFC822.TEXT (RFC 3501 6.4.5). */
export const RFC822_SECTIONS: readonly SectionItem[] = [
  rfc822('RFC822', WHOLE, false),
  rfc822('RFC822.HEADER', { ...WHOLE, text: 'HEADER' }, true),
  rfc822('RFC822.TEXT', { ...WHOLE, text: 'TEXT' }, false),
];

function rfc822(label: string, section: Section, peek: boolean): SectionItem {
  return { id: label, section, peek, partial: undefined, label };
}
