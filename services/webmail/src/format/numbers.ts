import { locale } from '../words/index.ts';

const formats = new Map<string, Intl.NumberFormat>();

/** A count as the person's language writes it. */
export function number(count: number): string {
  const format = formats.get(locale()) ?? new Intl.NumberFormat(locale());
  formats.set(locale(), format);
  return format.format(count);
}
