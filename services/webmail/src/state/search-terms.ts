/** The parts of a message to which a search word can be limited. */
export const PLACES = ['from', 'to', 'subject', 'body'] as const;
export type Place = (typeof PLACES)[number];

interface Term {
  /** The term as it was typed. */
  readonly text: string;
  /** What stands before the colon, in lower case; undefined for a plain word. */
  readonly name: string | undefined;
  /** What stands after the colon, with its quotes. */
  readonly value: string;
}

const NARROWING = ['cc', 'label', 'has', 'is', 'before', 'after'];

function termsOf(search: string): Term[] {
  return Array.from(search.matchAll(/(?:(\w+):)?("[^"]*"|\S+)/gu), ([text, name, value = '']) => {
    const known = name?.toLowerCase();
    if (isPlace(known) || NARROWING.includes(known ?? '')) return { text, name: known, value };
    // An unknown name before a colon is part of the word.
    return { text, name: undefined, value: name && text.includes('"') ? `"${text.replaceAll('"', '')}"` : text };
  });
}

function isPlace(name: string | undefined): name is Place {
  return PLACES.some((place) => place === name);
}

function isWord({ name }: Term): boolean {
  return name === undefined || isPlace(name);
}

/** Returns where all words of a search are looked for: one place, everywhere (null), or several places (undefined). */
export function placeOf(search: string): Place | null | undefined {
  const places = new Set(
    termsOf(search)
      .filter(isWord)
      .map(({ name }) => name),
  );
  if (places.size > 1) return undefined;
  const [place] = places;
  return isPlace(place) ? place : null;
}

/** Returns the search with all its words limited to that place; null removes the limits. */
export function inPlace(search: string, place: Place | null): string {
  return joined(
    termsOf(search).map((term) => {
      if (!isWord(term)) return term.text;
      return place === null ? term.value : `${place}:${term.value}`;
    }),
  );
}

/** Periods of receiving, as search terms with a number of days. */
export const PERIODS = { week: 'after:7', month: 'after:30', year: 'after:365', older: 'before:365' } as const;
export type Period = keyof typeof PERIODS;

function periodTerm(period: Period, today: Date): string {
  const [name = '', days] = PERIODS[period].split(':');
  const day = new Date(today.getFullYear(), today.getMonth(), today.getDate() - Number(days));
  return `${name}:${[day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0')).join('-')}`;
}

/** Returns the period in which a search looks: one of `PERIODS`, any time (null), or another time (undefined). */
export function periodOf(search: string, today: Date): Period | null | undefined {
  const dates = termsOf(search).filter(isDate);
  if (dates.length === 0) return null;
  const known = (Object.keys(PERIODS) as Period[]).find((period) => periodTerm(period, today) === dates[0]?.text);
  return dates.length === 1 ? known : undefined;
}

/** Returns the search limited to that period. */
export function inPeriod(search: string, period: Period | null, today: Date): string {
  const others = termsOf(search).filter((term) => !isDate(term));
  return joined([...others.map(({ text }) => text), ...(period ? [periodTerm(period, today)] : [])]);
}

function isDate({ name }: Term): boolean {
  return name === 'before' || name === 'after';
}

function joined(terms: readonly string[]): string {
  return terms.join(' ');
}
