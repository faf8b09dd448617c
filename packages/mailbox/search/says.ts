import { foldAccents } from '@postroom/mime';
import { accentPattern } from './accent-pattern.ts';

/**
 * SQL: whether a column contains a text, whatever accents both have. Both must be folded by foldCase.
 * @param isUnaccented SQL: whether the column has no accents; null when that is not known
 */
export type Says = (column: string, text: string, isUnaccented?: string) => string;

/**
 * The most patterns of a statement; further texts match only as they are written. Postgres caches 32 patterns, and with more it would compile
 * each again for every message.
 */
const MAX_PATTERNS = 24;

/** Returns Says for a statement. @param bind makes a parameter of a value; called once for each text and pattern */
export function saysInSql(bind: (value: unknown) => string): Says {
  const known = new Map<string, Says>();
  let patterns = 0;
  return (column, text, isUnaccented) => {
    let says = known.get(text);
    if (!says) {
      const pattern = patterns < MAX_PATTERNS ? accentPattern(text) : undefined;
      if (pattern !== undefined) patterns++;
      says = pattern === undefined ? saysOne(bind(text)) : saysOne(bind(foldAccents(text)), bind(pattern));
      known.set(text, says);
    }
    return says(column, text, isUnaccented);
  };
}

function saysOne(text: string, pattern?: string): Says {
  return (column, _text, isUnaccented) => {
    const isThere = `strpos(${column}, ${text}) > 0`;
    if (pattern === undefined) return isThere;
    // A pattern is several times slower, and most texts have no accents, or at least are ASCII.
    const isAscii = `octet_length(${column}) = length(${column})`;
    return `(${isThere} or (not ${isUnaccented ? `coalesce(${isUnaccented}, ${isAscii})` : `(${isAscii})`} and ${column} ~ ${pattern}))`;
  };
}
