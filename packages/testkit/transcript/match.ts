import { dataBeforeWording } from './wording.ts';

/** The values of `$name` so far. */
export type Captures = Map<string, string>;

const variable = /\$(\$|[a-z]\w*)/gi;

/**
 * Returns whether a line of the server matches the transcript. `$name` captures the word at its place the first time, up to a
 * space, bracket or quote, and must be the same afterwards. `...` at the end matches anything, `$$` is a dollar sign.
 * The words for people in a reply may differ; an unexpected response code does not match.
 * Captures are kept only when the whole line matches.
 */
export function matches(expected: string, real: string, captures: Captures): boolean {
  const open = expected.endsWith('...');
  const data = dataBeforeWording(expected);
  const text = data ?? (open ? expected.slice(0, -3) : expected);
  const fresh = new Set<string>();
  let pattern = '^';
  let at = 0;
  for (const found of text.matchAll(variable)) {
    pattern += RegExp.escape(text.slice(at, found.index));
    at = found.index + found[0].length;
    const name = found[1] as string;
    const known = captures.get(name);
    if (name === '$') pattern += '\\$';
    else if (known !== undefined) pattern += RegExp.escape(known);
    else if (fresh.has(name)) pattern += `\\k<${name}>`;
    else {
      fresh.add(name);
      pattern += `(?<${name}>[^\\s()[\\]"<>]+)`;
    }
  }
  pattern += RegExp.escape(text.slice(at)) + (open ? '' : data === undefined ? '$' : '(?=$| (?!\\[))');
  // The space before "..." may be missing when nothing follows.
  const match = new RegExp(pattern, 's').exec(open ? `${real} ` : real);
  if (match === null) return false;
  for (const [name, value] of Object.entries(match.groups ?? {})) captures.set(name, value);
  return true;
}

/** Fills the captured values into a line that the client sends. */
export function fillIn(text: string, captures: Captures): string {
  return text.replace(variable, (_, name: string) => {
    if (name === '$') return '$';
    const value = captures.get(name);
    if (value === undefined) throw new Error(`$${name} is sent before it was captured: ${text}`);
    return value;
  });
}
