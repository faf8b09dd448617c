/**
 * Turns typed search text into conditions of RFC 8621 4.4.1; words in quotes are searched for as a phrase.
 * @param keywordNamed returns the keyword of a label by its name
 */
export function readSearch(typed: string, keywordNamed: (label: string) => string): object[] {
  const conditions: object[] = [];
  const words: string[] = [];
  for (const [, name, quoted, unquoted] of typed.matchAll(/(?:(\w+):)?(?:"([^"]*)"|(\S+))/gu)) {
    const value = quoted ?? unquoted ?? '';
    const asText = quoted ? phrase : (text: string) => text;
    const condition = name === undefined ? undefined : conditionOf(name.toLowerCase(), value, asText, keywordNamed);
    if (condition) conditions.push(condition);
    else words.push(asText(name === undefined ? value : `${name}:${value}`));
  }
  conditions.push(...words.filter(Boolean).map((text) => ({ text })));
  return conditions.slice(0, 40);
}

/** Writes a phrase of RFC 8621 4.4.1. */
function phrase(text: string): string {
  return `"${text.replaceAll('\\', '\\\\')}"`;
}

function conditionOf(
  name: string,
  value: string,
  asText: (text: string) => string,
  keywordNamed: (label: string) => string,
): object | undefined {
  switch (name) {
    case 'from':
    case 'to':
    case 'cc':
    case 'subject':
    case 'body':
      return value ? { [name]: asText(value) } : undefined;
    case 'label':
      return value ? { hasKeyword: keywordNamed(value) } : undefined;
    case 'has':
      return value === 'attachment' ? { hasAttachment: true } : undefined;
    case 'is':
      if (value === 'unread') return { notKeyword: '$seen' };
      return value === 'starred' ? { hasKeyword: '$flagged' } : undefined;
    case 'before':
    case 'after':
      return dayOf(name, value);
    default:
      return undefined;
  }
}

/** Returns a condition for a day, which begins at midnight in the searcher's time zone. */
function dayOf(name: string, value: string): object | undefined {
  const midnight = /^\d{4}-\d\d-\d\d$/.test(value) ? new Date(`${value}T00:00:00`).getTime() : Number.NaN;
  return Number.isNaN(midnight) ? undefined : { [name]: `${new Date(midnight).toISOString().slice(0, 19)}Z` };
}
