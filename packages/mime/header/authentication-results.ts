/** The result of one method (RFC 8601 2.2): `dkim=pass header.d=example.org`. All in lower case except the values of properties. */
export interface MethodResult {
  readonly method: string;
  readonly result: string;
  /** Values by `ptype.property`; the first of each counts. */
  readonly properties: ReadonlyMap<string, string>;
}

/** The most results of one field that are read; no honest message has more signatures. */
const MAX_RESULTS = 50;

/** The most characters of a field that are read; our own fields are far shorter, but an imported message may contain anything. */
const MAX_LENGTH = 32 * 1024;

/** A word, a quoted string (an unclosed one runs to the end, so that nothing is read twice), or a separator. */
const TOKEN = /"((?:[^"\\]+|\\.)*)"?|[^\s"();=]+|[;=]/gs;

/**
 * Returns the results of an Authentication-Results value (RFC 8601 2.2), after its authserv-id. Comments are ignored, with anything
 * that looks like a result in them. What is no result is skipped up to the next semicolon.
 */
export function readAuthenticationResults(value: string): MethodResult[] {
  const [, ...rows] = rowsOf(withoutComments(value.slice(0, MAX_LENGTH)));
  return rows.slice(0, MAX_RESULTS).flatMap(readRow);
}

/** Returns the tokens of each row; quoted strings without their quoting. */
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
  // A quoted string may be empty, and a row without a name or a result means nothing.
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

/** Removes comments (RFC 5322 3.2.2); an unclosed comment takes the rest with it. */
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
