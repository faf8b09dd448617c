import { type FieldsByName, type HeaderField, lowerCase, nameOf } from './header-fields.ts';

interface Signed {
  /** The field of the signature, which it does not sign as one of its name (RFC 6376 3.7). */
  readonly field: HeaderField | undefined;
  /** What the signature is read from, one character per octet. */
  readonly text: string;
  readonly isRelaxed: boolean;
  /** h=. */
  readonly names: readonly string[];
}

/**
 * What a signature covers of a header, in canonical form (RFC 6376 3.7): of each name the last field that is not taken yet, then its own
 * without the value of b=. Nothing for names that are not there (5.4.2).
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

/** RFC 6376 3.4.2. */
function relaxed(field: string): string {
  const text = field.includes('\n') ? field.replace(/\r?\n/g, '') : field;
  const colon = text.indexOf(':');
  const named = colon < 0 ? text : `${nameOf(text.slice(0, colon))}:${text.slice(colon + 1).replace(/^[ \t]+/, '')}`;
  return named.replace(/[ \t]+/g, ' ').replace(/^ | $/g, '');
}

/** RFC 6376 3.7: the value of b= counts as empty, with all blanks around it. */
function withoutValue(field: string): string {
  const parts = field.slice(field.indexOf(':') + 1).split(';');
  const at = parts.findLastIndex((part) => /^[ \t\r\n]*b[ \t\r\n]*=/.test(part));
  const value = parts.map((part, index) => (index === at ? part.slice(0, part.indexOf('=') + 1) : part)).join(';');
  return field.slice(0, field.indexOf(':') + 1) + value;
}
