import { normaliseDomain } from '@postroom/smtp';

/** Returns whether an Authentication-Results value has this name as its authserv-id (RFC 8601 2.2: a token of RFC 2045, or quoted). */
export function namesHost(value: string, hostname: string): boolean {
  const start = behindComments(value);
  const id = /^"(?:[^"\\]|\\.)*"|^[^\s()<>@,;:\\"/[\]?=]+/.exec(value.slice(start, start + 1000))?.[0] ?? '';
  const name = id.startsWith('"') ? id.slice(1, -1).replace(/\\(.)/g, '$1') : id;
  return same(name) === same(hostname);
}

function same(name: string): string {
  return normaliseDomain(Buffer.from(name, 'latin1').toString()) ?? name.toLowerCase();
}

/** Returns the position after leading comments and white space (RFC 5322 3.2.2). */
function behindComments(value: string): number {
  let depth = 0;
  for (let at = 0; at < value.length; at++) {
    const character = value[at] as string;
    if (character === '\\' && depth > 0) at++;
    else if (character === '(') depth++;
    else if (character === ')' && depth > 0) depth--;
    else if (depth === 0 && !/\s/.test(character)) return at;
  }
  return value.length;
}
