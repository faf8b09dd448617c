/** RFC 6376 2.8: what may stand around a name and a value. */
const BLANKS = ' \t\r\n';
/** RFC 6376 3.2: tag-name. */
const NAME = /^[A-Za-z][A-Za-z0-9_]*$/;

export interface TagList {
  /** The values by tag name; of repeated names the last. Runs of blanks inside a value are one space. */
  readonly tags: ReadonlyMap<string, string>;
  /** When false the whole list is invalid. */
  readonly isWellFormed: boolean;
}

/** Reads the tags of a field, one character per octet (RFC 6376 3.2). */
export function readTags(field: string): TagList {
  const text = /[^\0-\x7f]/.test(field) ? Buffer.from(field, 'latin1').toString() : field;
  const tags = new Map<string, string>();
  let isWellFormed = true;
  const parts = text
    .slice(text.indexOf(':') + 1)
    .trim()
    .split(';');
  for (const [at, part] of parts.entries()) {
    const equals = part.indexOf('=');
    const name = trimmed(part.slice(0, Math.max(equals, 0)));
    // A semicolon may end the list.
    if (at > 0 && at === parts.length - 1 && trimmed(part) === '') continue;
    if (equals < 0 || !NAME.test(name) || tags.has(name)) isWellFormed = false;
    if (equals >= 0)
      tags.set(
        name,
        part
          .slice(equals + 1)
          .replace(/\s+/g, ' ')
          .trim(),
      );
  }
  return { tags, isWellFormed };
}

/** Takes blanks off both ends, in linear time also where many stand in the middle. */
function trimmed(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && BLANKS.includes(text[start] as string)) start++;
  while (end > start && BLANKS.includes(text[end - 1] as string)) end--;
  return text.slice(start, end);
}
