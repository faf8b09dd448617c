/** What one method found (RFC 8601 2.2): `dkim=pass header.d=example.org`. All in lower case but the values of properties. */
export interface MethodResult {
  readonly method: string;
  readonly result: string;
  /** By `ptype.property`; the first of each. */
  readonly properties: ReadonlyMap<string, string>;
}

/** Results of one field that are read; a message with more signatures is nobody's letter. */
const MAX_RESULTS = 50;

/** Characters of a field that are read; ours are far shorter, and one that was imported may say anything. */
const MAX_LENGTH = 32 * 1024;

/** A word, a quoted string (one that does not end goes to the end, so that nothing is read twice), or one of the signs that part them. */
const TOKEN = /"((?:[^"\\]+|\\.)*)"?|[^\s"();=]+|[;=]/gs;

/**
 * The results of an Authentication-Results value (RFC 8601 2.2), behind its authserv-id. Comments are left out: what they quote of
 * others counts for nothing. What is no result is passed over up to the next semicolon.
 */
export function readAuthenticationResults(value: string): MethodResult[] {
  const [, ...rows] = rowsOf(withoutComments(value.slice(0, MAX_LENGTH)));
  return rows.slice(0, MAX_RESULTS).flatMap(readRow);
}

/** Tokens of each row; of quoted strings what they mean. */
function rowsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [token, quoted] of text.matchAll(TOKEN)) {
    if (token === ';') rows.push([]);
    else rows.at(-1)?.push(quoted === undefined ? token : quoted.replace(/\\(.)/gs, '$1'));
  }
  return rows;
}

function readRow([versioned = '', equals, result = '', ...rest]: readonly string[]): MethodResult[] {
  // A method may have a version: `dkim/1`.
  const [method = ''] = versioned.toLowerCase().split('/');
  // A quoted string may be empty, and what has no name or no result says nothing.
  if (equals !== '=' || ['', '='].includes(method) || ['', '='].includes(result)) return [];
  const properties = new Map<string, string>();
  for (let at = 0; at < rest.length; at++) {
    const [name, sign, value] = rest.slice(at, at + 3);
    if (name === undefined || sign !== '=' || value === undefined || name === '=') continue;
    if (!properties.has(name.toLowerCase())) properties.set(name.toLowerCase(), value);
    at += 2;
  }
  return [{ method, result: result.toLowerCase(), properties }];
}

/** RFC 5322 3.2.2; one that does not end takes the rest with it. */
function withoutComments(value: string): string {
  let kept = '';
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < value.length; at++) {
    const sign = value[at] as string;
    if (sign === '\\') {
      if (depth === 0) kept += value.slice(at, at + 2);
      at++;
    } else if (sign === '"' && depth === 0) {
      isQuoted = !isQuoted;
      kept += sign;
    } else if (sign === '(' && !isQuoted) depth++;
    else if (sign === ')' && depth > 0) depth--;
    else if (depth === 0) kept += sign;
  }
  return kept;
}
