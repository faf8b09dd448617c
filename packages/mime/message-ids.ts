import { decodeRaw } from './encoded-words.ts';

/** No honest id is longer than a line (RFC 5322 2.1.1); a longer id is cut so that it can still be indexed. */
const MAX_LENGTH = 998;

/** The most octets of a word in a header field that still fits on a line with its brackets and commas (RFC 5322 2.1.1). */
const MAX_WORD = 990;

/** Returns whether a message we write may contain this id or other word that cannot be folded: it fits on a line of 998 octets. */
export function fitsOnLine(word: string): boolean {
  return Buffer.byteLength(word) <= MAX_WORD;
}

/**
 * Returns the ids of a Message-ID, In-Reply-To or References field (RFC 5322 3.6.4), without angle brackets, comments and blanks. Skips
 * phrases between them (4.5.4); of a field without any brackets returns the words that have an @. When there are more than `limit`
 * ids, the first and the last ones are kept: the thread's root and the nearest ancestors.
 */
export function messageIds(value: string, limit = 1000): string[] {
  const ids: string[] = [];
  let open = value.indexOf('<');
  if (open < 0) ids.push(...value.split(/[ \t\r\n,]+/, limit).filter((word) => word.includes('@')));
  while (open >= 0) {
    const close = value.indexOf('>', open);
    if (close < 0) break;
    // An unclosed id ends where the next one begins
    const id = value.slice(value.lastIndexOf('<', close) + 1, close).replace(/\([^()]*\)|[ \t\r\n\0]/g, '');
    if (id !== '') ids.push(id);
    open = value.indexOf('<', close);
  }
  const kept = ids.length > limit ? [...ids.slice(0, 1), ...ids.slice(1 - limit)] : ids;
  return kept.map((id) => decodeRaw(id.slice(0, MAX_LENGTH)));
}
