import { createHmac, timingSafeEqual } from 'node:crypto';

/** RFC 4648 6, without case, so that a code survives software that changes the case of local parts. */
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** Characters of a code: 30 bits, which is enough because each guess takes a message. */
const CODE_LENGTH = 6;
/** Characters of a key: 100 bits, so that no two addresses share one. */
const KEY_LENGTH = 20;
const DAY_MS = 24 * 3600 * 1000;
/** The number of days that a stamp of two characters can distinguish. */
const STAMPS = 1024;

/** Returns the code that proves that we made an address: an HMAC of all its parts, regardless of case. */
export function codeOf(secret: string, parts: readonly string[]): string {
  return letters(secret, parts.join('\0').toLowerCase(), CODE_LENGTH);
}

/** Returns the key under which an address is kept, the same each time. */
export function keyOf(secret: string, address: string): string {
  return letters(secret, `key\0${address}`, KEY_LENGTH);
}

function letters(secret: string, text: string, length: number): string {
  const digest = createHmac('sha256', secret).update(text).digest();
  return Array.from(digest.subarray(0, length), (octet) => BASE32[octet % 32]).join('');
}

/** Compares a code in constant time. */
export function isCode(given: string, secrets: readonly string[], parts: readonly string[]): boolean {
  const upper = Buffer.from(given.toUpperCase());
  const right = secrets.map((secret) => Buffer.from(codeOf(secret, parts)));
  return right.filter((code) => code.length === upper.length && timingSafeEqual(code, upper)).length > 0;
}

/** Returns the day as two characters; they repeat after 1,024 days. */
export function stampOf(now: Date): string {
  const day = dayOf(now);
  return `${BASE32[day >> 5]}${BASE32[day & 31]}`;
}

/** Returns how many days ago the stamp was made. */
export function ageOf(stamp: string, now: Date): number {
  const [high = -1, low = -1] = [...stamp.toUpperCase()].map((letter) => BASE32.indexOf(letter));
  return (dayOf(now) - (high * 32 + low) + STAMPS) % STAMPS;
}

function dayOf(now: Date): number {
  return Math.floor(now.getTime() / DAY_MS) % STAMPS;
}
