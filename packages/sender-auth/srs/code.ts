import { createHmac, timingSafeEqual } from 'node:crypto';

/** RFC 4648 6: no case, so that what others fold still fits. */
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** Characters of a code: 30 bits, and each try is a mail. */
const CODE_LENGTH = 6;
const DAY_MS = 24 * 3600 * 1000;
/** Days that a stamp of two characters tells apart. */
const STAMPS = 1024;

/** What proves that an address was made here: of all its parts, whatever their case. */
export function codeOf(secret: string, parts: readonly string[]): string {
  const digest = createHmac('sha256', secret).update(parts.join('\0').toLowerCase()).digest();
  return Array.from(digest.subarray(0, CODE_LENGTH), (octet) => BASE32[octet % 32]).join('');
}

/** In the same time whatever is wrong with it. */
export function isCode(given: string, secrets: readonly string[], parts: readonly string[]): boolean {
  const upper = Buffer.from(given.toUpperCase());
  const right = secrets.map((secret) => Buffer.from(codeOf(secret, parts)));
  return right.filter((code) => code.length === upper.length && timingSafeEqual(code, upper)).length > 0;
}

/** The day in two characters; they come again after 1,024 days. */
export function stampOf(now: Date): string {
  const day = dayOf(now);
  return `${BASE32[day >> 5]}${BASE32[day & 31]}`;
}

/** How many days ago that was. */
export function ageOf(stamp: string, now: Date): number {
  const [high = -1, low = -1] = [...stamp.toUpperCase()].map((letter) => BASE32.indexOf(letter));
  return (dayOf(now) - (high * 32 + low) + STAMPS) % STAMPS;
}

function dayOf(now: Date): number {
  return Math.floor(now.getTime() / DAY_MS) % STAMPS;
}
