import { DELIMITER } from '@postroom/mailbox';

/**
 * What a LIST pattern means: `*` is anything, `%` anything within one level (RFC 3501 6.3.8). INBOX is matched in any
 * case. Works in time proportional to pattern times name, whatever wildcards are piled up.
 */
export function matcher(pattern: string): (name: string) => boolean {
  const wild = pattern.replace(/[*%]*\*[*%]*/g, '*').replace(/%+/g, '%');
  const anyCase = fold(wild);
  return (name) => (isInbox(name) ? matches(anyCase, fold(name)) : matches(wild, name));
}

function isInbox(name: string): boolean {
  return name === 'INBOX';
}

const fold = (text: string) => text.toUpperCase();

/** Which prefixes of the pattern can have matched the name so far, moved on character by character. */
function matches(pattern: string, name: string): boolean {
  let reached = skipWildcards(pattern, new Set([0]));
  for (const char of name.split('')) {
    const next = new Set<number>();
    for (const at of reached) {
      const wanted = pattern[at];
      if (wanted === '*' || (wanted === '%' && char !== DELIMITER)) next.add(at);
      else if (wanted === char) next.add(at + 1);
    }
    if (next.size === 0) return false;
    reached = skipWildcards(pattern, next);
  }
  return reached.has(pattern.length);
}

/** A wildcard may also stand for nothing. */
function skipWildcards(pattern: string, reached: Set<number>): Set<number> {
  for (const at of reached) if (pattern[at] === '*' || pattern[at] === '%') reached.add(at + 1);
  return reached;
}
