import type { EmailAddress } from '../jmap/types.ts';
import { pretendedAddress } from './pretence.ts';

/** A name that reads as an address of elsewhere is shown to nobody as one. */
export function nameOf(address: EmailAddress): string {
  return (pretendedAddress(address) === undefined && address.name?.trim()) || address.email;
}

/** In a row there is room for the given name alone, where several write. */
export function shortName(address: EmailAddress): string {
  const name = nameOf(address);
  if (/[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(name)) return name;
  return name.includes('@') ? (name.split('@')[0] as string) : (name.split(/[\s,]+/)[0] as string);
}

/** Of Chinese names the first character is the family's. */
export function initialOf(address: EmailAddress): string {
  return [...nameOf(address).replace(/^["'\s(（「]+/u, '')][0]?.toUpperCase() ?? '?';
}

/** One of twelve, the same for an address always. */
export function colourOf({ email }: EmailAddress): number {
  let sum = 0;
  for (const character of email.toLowerCase()) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return sum % 12;
}

/** `Ann <ann@example.org>`, as it is typed and shown. */
export function formatAddress({ name, email }: EmailAddress): string {
  if (!name) return email;
  return `${/[",<>@;:()]/.test(name) ? `"${name.replace(/["\\]/g, '\\$&')}"` : name} <${email}>`;
}

/** What nobody sees, and other programs copy along with an address: it would be part of it, and lead nowhere. */
const UNSEEN = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;
const ADDRESS = /^[^\s@<>(),;:"]+@[^\s@<>(),;:"]+$/u;

/** What a person types: `Ann <ann@example.org>`, or the address alone. Null when it is none. */
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

/** RFC 5322 3.2.4. */
function unquoted(name: string): string {
  return /^".*"$/su.test(name) ? name.slice(1, -1).replace(/\\(.)/gu, '$1') : name;
}

/** Several, parted by commas, semicolons, tabs and ends of lines that are not within quotes. */
export function splitAddresses(typed: string): string[] {
  return (typed.match(/(?:"(?:[^"\\]|\\.)*"|[^,;，；\t\r\n"])+/gu) ?? []).map((part) => part.trim()).filter(Boolean);
}

/**
 * What was copied elsewhere, as it is typed here: a list that is parted by blanks, or one that has `Doe, Ann <ann@x.test>; …`, where a comma is part of a
 * name. Null: it is not several addresses.
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
