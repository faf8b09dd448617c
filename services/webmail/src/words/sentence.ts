import { type Formatters, IntlMessageFormat } from 'intl-messageformat';

// The languages are ours and every browser has them: to ask it takes as long as all the rest of a text.
IntlMessageFormat.resolveLocale = (locales) => new Intl.Locale([locales].flat()[0] ?? 'en');

/** What a browser takes long to make is made once for all texts. */
function once<Options, Made>(make: (locales: string | string[], options?: Options) => Made) {
  const made = new Map<string, Made>();
  return (locales: string | string[] | undefined, options?: Options): Made => {
    const key = JSON.stringify([locales, options]);
    const one = made.get(key) ?? make(locales ?? [], options);
    made.set(key, one);
    return one;
  };
}

const formatters = {
  getNumberFormat: once((locales, options?: Intl.NumberFormatOptions) => new Intl.NumberFormat(locales, options)),
  getPluralRules: once((locales, options?: Intl.PluralRulesOptions) => new Intl.PluralRules(locales, options)),
  getDateTimeFormat: once((locales, options?: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locales, options)),
} as unknown as Formatters;

/** What most texts have none of: places for values, and what quotes them. */
const PLACES = /[{}<']/;

export type Values = Readonly<Record<string, string | number | boolean>>;

/** A text with places (ICU) that are filled each time it is said. */
export function sentence(words: string, locale: string): (values: Values) => string {
  if (!PLACES.test(words)) return () => words;
  const format = new IntlMessageFormat(words, locale, undefined, { formatters });
  return (values) => String(format.format(values));
}
