import type { EmailAddress } from '../jmap/types.ts';
import { isolated } from './isolated.ts';
import { pretendedAddress } from './pretence.ts';

/** Returns the name to show. A name that looks like an address of another domain is not shown; the real address is. */
export function nameOf(address: EmailAddress): string {
  return (pretendedAddress(address) === undefined && address.name?.trim()) || address.email;
}

/** Returns the given name, or the local part of an address: a row with several people has no room for more. */
export function shortName(address: EmailAddress): string {
  const name = nameOf(address);
  if (/[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(name)) return name;
  return name.includes('@') ? (name.split('@')[0] as string) : (name.split(/[\s,]+/)[0] as string);
}

/** Returns the first character of the name in upper case; of a Chinese name that is the family name. */
export function initialOf(address: EmailAddress): string {
  return [...nameOf(address).replace(/^["'\s(（「]+/u, '')][0]?.toUpperCase() ?? '?';
}

/** Returns one of twelve colours, 0 to 11, always the same for an address. */
export function colourOf({ email }: EmailAddress): number {
  let sum = 0;
  for (const character of email.toLowerCase()) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return sum % 12;
}

/** Returns `Ann <ann@example.org>`, as people type and read it. */
export function formatAddress({ name, email }: EmailAddress): string {
  if (!name) return email;
  return `${/[",<>@;:()]/.test(name) ? `"${name.replace(/["\\]/g, '\\$&')}"` : name} <${email}>`;
}

/** Joins names or addresses for the eye; each keeps its place, also where some are written from right to left. */
export function listed(names: readonly string[]): string {
  return names.map(isolated).join(', ');
}

/** Invisible characters that other programs copy along with an address; they would make it a wrong one. */
const UNSEEN = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;
const ADDRESS = /^[^\s@<>(),;:"]+@[^\s@<>(),;:"]+$/u;

/** Reads an address that a person typed: `Ann <ann@example.org>`, or the address alone. Null where it is none. */
export function parseAddress(typed: string): EmailAddress | null {
  const text = typed.trim();
  const begins = text.endsWith('>') ? text.lastIndexOf('<') : -1;
  const email = (begins < 0 ? text : text.slice(begins + 1, -1))
    .replace(UNSEEN, '')
    .trim()
    .replace(/^mailto:/i, '');
  const name = begins < 0 ? '' : unquoted(text.slice(0, begins).trim());
  return ADDRESS.test(email) ? { name: name || null, email } : null;
}

/** Removes the quotes and escapes of a quoted string (RFC 5322 3.2.4). */
function unquoted(name: string): string {
  return /^".*"$/su.test(name) ? name.slice(1, -1).replace(/\\(.)/gu, '$1') : name;
}

/** Splits at commas, semicolons, tabs and ends of lines that are not within quotes. */
export function splitAddresses(typed: string): string[] {
  return (typed.match(/(?:"(?:[^"\\]|\\.)*"|[^,;，；\t\r\n"])+/gu) ?? []).map((part) => part.trim()).filter(Boolean);
}

/**
 * Reads addresses that were copied from another program: parted by blanks, or `Doe, Ann <ann@x.test>; …`, where the comma is part of a
 * name. Returns them as they are typed here, or null where the text is not several addresses.
 */
export function pastedAddresses(text: string): string | null {
  const bySemicolon = text.split(/[;；\r\n]+/u).filter((part) => part.trim() !== '');
  const ways = [bySemicolon, splitAddresses(text), text.split(/[\s,;，；]+/u).filter(Boolean)];
  for (const parts of ways) {
    const read = parts.map(parseAddress);
    if (read.length > 1 && read.every((each) => each !== null)) return read.map(formatAddress).join(', ');
  }
  return null;
}
