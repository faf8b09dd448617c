import { type HeaderField, lowerCase, nameOf } from './header-fields.ts';

interface Signed {
  /** The field of the signature, one character per octet. */
  readonly text: string;
  readonly isRelaxed: boolean;
  /** h=. */
  readonly names: readonly string[];
}

/**
 * What a signature covers of a header, in canonical form (RFC 6376 3.7): of each name the last field that is not taken yet, then its own
 * without the value of b=. Nothing for names that are not there (5.4.2).
 */
export function signedHeader(fields: readonly HeaderField[], { text, isRelaxed, names }: Signed): Buffer {
  const form = isRelaxed ? relaxed : (field: string) => field;
  const left = new Map<string, HeaderField[]>();
  for (const field of fields) {
    const same = left.get(field.name);
    if (same) same.push(field);
    else left.set(field.name, [field]);
  }
  let canonical = '';
  for (const name of names) {
    const field = left.get(lowerCase(name))?.pop();
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
