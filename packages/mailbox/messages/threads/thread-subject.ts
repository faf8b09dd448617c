/** The longest word before a colon that may be a prefix: `Re`, `Antwort`, `回复`. */
const MAX_PREFIX = 12;

/**
 * Returns a subject without what mail programs and lists put around it, in any language: `[tag]`, short words with a colon, `(fwd)`, and
 * without white space (RFC 8621 3). Used to compare subjects, not to show them. The subject must be folded by foldCase. Each character is
 * looked at only a few times.
 */
export function threadSubject(folded: string): string {
  let at = 0;
  for (;;) {
    const next = afterTag(folded, afterSpace(folded, at)) ?? afterPrefix(folded, afterSpace(folded, at));
    // A subject that consists only of prefixes keeps the last one.
    if (next === undefined || afterSpace(folded, next) === folded.length) break;
    at = next;
  }
  return folded
    .slice(at)
    .replaceAll(' ', '')
    .replace(/\(fwd\)$/, '');
}

function afterSpace(text: string, from: number): number {
  return text[from] === ' ' ? from + 1 : from;
}

/** Returns the position after `[list]`; undefined when there is none. */
function afterTag(text: string, from: number): number | undefined {
  if (text[from] !== '[') return undefined;
  const close = text.indexOf(']', from);
  return close < 0 ? undefined : close + 1;
}

/** Returns the position after `re:`, `re[2]:` or `re (3) :`; undefined when there is none. */
function afterPrefix(text: string, from: number): number | undefined {
  let at = from;
  while (at < text.length && at - from < MAX_PREFIX && !ENDS_WORD.has(text[at] as string)) at++;
  if (at === from) return undefined;
  const counted = /^ ?[[(]\d{1,4}[\])]/.exec(text.slice(at, at + 8));
  at = afterSpace(text, at + (counted?.[0].length ?? 0));
  return text[at] === ':' ? at + 1 : undefined;
}

const ENDS_WORD = new Set([' ', ':', '[', '(', ']', ')']);
