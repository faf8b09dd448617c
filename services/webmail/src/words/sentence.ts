import { isolated } from '../format/isolated.ts';

export type Values = Readonly<Record<string, string | number | boolean>>;

/** Writes one part of a text. `count`: the number that is written for # */
type Part = (values: Values, count: number) => string;

/** Kept, because a browser takes long to make one. */
const numbers = new Map<string, Intl.NumberFormat>();
const rules = new Map<string, Intl.PluralRules>();

function once<Made>(made: Map<string, Made>, locale: string, Kind: new (locale: string) => Made): Made {
  const one = made.get(locale) ?? new Kind(locale);
  made.set(locale, one);
  return one;
}

/**
 * Compiles a text with places to be filled. Of ICU's MessageFormat it knows what our texts use: `{name}`, `{count, number}`, plurals with # for
 * the number, and `select`. An apostrophe stands for itself and quotes nothing. What is filled in leaves the order of our own words alone.
 * Throws where a text uses anything else.
 */
export function sentence(words: string, locale: string): (values: Values) => string {
  let at = 0;
  const take = (wanted: RegExp): string => {
    const [found] = new RegExp(wanted, 'y').exec(words.slice(at)) ?? [];
    if (found === undefined) throw new Error(`This text is not written as texts are, at ${at}: ${words}`);
    at += found.length;
    return found;
  };
  const writeNumber = (value: number): string => once(numbers, locale, Intl.NumberFormat).format(value);

  function parts(inPlural: boolean): Part {
    const all: Part[] = [];
    while (at < words.length && words[at] !== '}') {
      if (words[at] === '{') all.push(place());
      else if (inPlural && take(/#?/)) all.push((_values, count) => writeNumber(count));
      else {
        const said = take(inPlural ? /[^{}#]+/ : /[^{}]+/);
        all.push(() => said);
      }
    }
    return (values, count) => all.map((each) => each(values, count)).join('');
  }

  function place(): Part {
    take(/\{/);
    const name = take(/\s*\w+\s*/).trim();
    const kind = take(/(?:,\s*(?:number|plural|select)\s*)?/).replace(/[\s,]+/g, '');
    const value = (values: Values): string | number | boolean => {
      if (!(name in values)) throw new Error(`There is no ${name} for: ${words}`);
      return values[name] ?? '';
    };
    const filled = kind === 'plural' || kind === 'select' ? chosen(kind, value) : undefined;
    take(/\}/);
    if (filled) return filled;
    return kind === 'number'
      ? (values) => writeNumber(Number(value(values)))
      : (values) => isolated(String(value(values)));
  }

  function chosen(kind: 'plural' | 'select', value: (values: Values) => string | number | boolean): Part {
    const choices = new Map<string, Part>();
    take(/,\s*/);
    while (words[at] !== '}') {
      const choice = take(/=?[\w-]+\s*\{/).replace(/\s*\{$/, '');
      choices.set(choice, parts(kind === 'plural'));
      take(/\}\s*/);
    }
    const other = choices.get('other');
    if (!other) throw new Error(`This text has no other: ${words}`);
    if (kind === 'select') return (values, count) => (choices.get(String(value(values))) ?? other)(values, count);
    return (values) => {
      const count = Number(value(values));
      const byRule = (): Part | undefined => choices.get(once(rules, locale, Intl.PluralRules).select(count));
      return (choices.get(`=${count}`) ?? byRule() ?? other)(values, count);
    };
  }

  const all = parts(false);
  if (at < words.length) throw new Error(`This text has a bracket too many: ${words}`);
  return (values) => all(values, 0);
}
