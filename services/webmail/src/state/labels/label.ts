/** A keyword (RFC 8621 4.1.1) with a name and one of twelve colours. */
export interface Label {
  readonly keyword: string;
  readonly name: string;
  /** 0 to 11. */
  readonly colour: number;
}

export const COLOURS = 12;
/** The most labels of an account. */
export const MAX_LABELS = 100;
export const MAX_NAME = 40;

/** A keyword (RFC 8621 4.1.1), in lower case as the server has them. */
const KEYWORD = /^[!#$&'+,\-./0-9:;<=>?@[^_`a-z|}~]{1,255}$/;
type WideWord = 'important' | 'work' | 'personal' | 'todo' | 'later';
type NameOf = (word: WideWord) => string;

/** Keywords that Thunderbird and other programs use for these labels. */
const WIDE_SPREAD: Readonly<Record<string, { word: WideWord; colour: number }>> = {
  $label1: { word: 'important', colour: 3 },
  $label2: { word: 'work', colour: 11 },
  $label3: { word: 'personal', colour: 2 },
  $label4: { word: 'todo', colour: 1 },
  $label5: { word: 'later', colour: 4 },
};
/** Keywords without a dollar sign that programs use internally. */
const INWARD = new Set([
  'junk',
  'nonjunk',
  'notjunk',
  'junkrecorded',
  'receipthandled',
  'mdnsent',
  'forwarded',
  'redirected',
]);

export function readLabels(value: unknown): Label[] {
  const list = Array.isArray(value) ? (value as Partial<Label>[]) : [];
  return list
    .filter(
      (each): each is Label =>
        typeof each?.keyword === 'string' &&
        KEYWORD.test(each.keyword) &&
        typeof each.name === 'string' &&
        each.name.trim() !== '' &&
        Number.isInteger(each.colour),
    )
    .slice(0, MAX_LABELS)
    .map(({ keyword, name, colour }) => ({
      keyword,
      name: name.slice(0, MAX_NAME),
      colour: Math.abs(colour) % COLOURS,
    }));
}

/** Returns the keyword of a new label: the one other programs know by that name, else one made of the name, else a random one. */
export function keywordFor(name: string, taken: readonly Label[], nameOf: NameOf, chance: () => string): string {
  const wide = Object.keys(WIDE_SPREAD).find((each) => sameName(wideName(each, nameOf), name));
  if (wide && !taken.some(({ keyword }) => keyword === wide)) return wide;
  const isPlain = /^[\w .-]+$/.test(name);
  const wanted = name
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^-+|-+$/g, '');
  const isFree = wanted !== '' && !INWARD.has(wanted) && !taken.some(({ keyword }) => keyword === wanted);
  return isPlain && isFree ? wanted : `label-${chance()}`;
}

function wideName(keyword: string, nameOf: NameOf): string {
  const wide = WIDE_SPREAD[keyword];
  return wide ? nameOf(wide.word) : '';
}

/** Returns whether a search, where names have no quotes, cannot tell two names apart. */
export function sameName(one: string, other: string): boolean {
  return searched(one) === searched(other);
}

function searched(name: string): string {
  return name.replaceAll('"', '').trim().toLowerCase();
}

/** Returns the label to show for a keyword; undefined for keywords that programs use internally. */
export function labelOf(keyword: string, known: readonly Label[], nameOf: NameOf): Label | undefined {
  const own = known.find((each) => each.keyword === keyword);
  if (own) return own;
  const wide = WIDE_SPREAD[keyword];
  if (wide) return { keyword, name: nameOf(wide.word), colour: wide.colour };
  return keyword.startsWith('$') || INWARD.has(keyword) ? undefined : { keyword, name: keyword, colour: 7 };
}

/** Returns the labels for some keywords: the account's own labels in their order, then the others. */
export function labelsAmong(keywords: Iterable<string>, known: readonly Label[], nameOf: NameOf): Label[] {
  const all = new Set(keywords);
  const others = [...all].filter((each) => !known.some(({ keyword }) => keyword === each)).sort();
  return [
    ...known.filter(({ keyword }) => all.has(keyword)),
    ...others.flatMap((keyword) => labelOf(keyword, known, nameOf) ?? []),
  ];
}
