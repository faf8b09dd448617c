import { type FieldsByName, type HeaderField, lowerCase, nameOf } from './header-fields.ts';

interface Signed {
  /** The field of the signature, which does not count among the fields of its name that it signs (RFC 6376 3.7). */
  readonly field: HeaderField | undefined;
  /** The text of the signature, one character per octet. */
  readonly text: string;
  readonly isRelaxed: boolean;
  /** h=. */
  readonly names: readonly string[];
}

/**
 * Returns the header octets that a signature covers, in canonical form (RFC 6376 3.7): for each name in h= the last field not taken yet, then
 * the signature itself with an empty b=. Names without a field contribute nothing (5.4.2).
 */
export function signedHeader(fields: FieldsByName, { field: own, text, isRelaxed, names }: Signed): Buffer {
  const form = isRelaxed ? relaxed : (field: string) => field;
  const taken = new Map<string, number>();
  let canonical = '';
  for (const written of names) {
    const name = lowerCase(written);
    const same = fields.get(name) ?? [];
    let at = (taken.get(name) ?? same.length) - 1;
    if (at >= 0 && same[at] === own) at--;
    taken.set(name, Math.max(at, 0));
    const field = same[at];
    if (field) canonical += `${form(field.text)}\r\n`;
  }
  return Buffer.from(canonical + withoutValue(form(text)), 'latin1');
}

/** Returns a field in relaxed form (RFC 6376 3.4.2). */
function relaxed(field: string): string {
  const text = field.includes('\n') ? field.replace(/\r?\n/g, '') : field;
  const colon = text.indexOf(':');
  const named = colon < 0 ? text : `${nameOf(text.slice(0, colon))}:${text.slice(colon + 1).replace(/^[ \t]+/, '')}`;
  return named.replace(/[ \t]+/g, ' ').replace(/^ | $/g, '');
}

/** Empties b=, including all blanks around its value (RFC 6376 3.7). */
function withoutValue(field: string): string {
  const parts = field.slice(field.indexOf(':') + 1).split(';');
  const at = parts.findLastIndex((part) => /^[ \t\r\n]*b[ \t\r\n]*=/.test(part));
  const value = parts.map((part, index) => (index === at ? part.slice(0, part.indexOf('=') + 1) : part)).join(';');
  return field.slice(0, field.indexOf(':') + 1) + value;
}
