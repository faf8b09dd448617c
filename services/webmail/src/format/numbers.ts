import { locale } from '../words/index.ts';

const formats = new Map<string, Intl.NumberFormat>();

/** Writes a count in the person's language. */
export function number(count: number): string {
  const format = formats.get(locale()) ?? new Intl.NumberFormat(locale());
  formats.set(locale(), format);
  return format.format(count);
}
