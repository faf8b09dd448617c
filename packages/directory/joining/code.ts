import { createHash, randomBytes } from 'node:crypto';

/** Crockford's digits, which are not mistaken for each other. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 16;

/** Creates an invitation code of 80 random bits that is easy to read aloud: `7K3M-9QXT-2B8W-HN5C`. */
export function newCode(): string {
  const digits = Array.from(randomBytes(LENGTH), (octet) => DIGITS[octet % DIGITS.length]).join('');
  return (digits.match(/.{4}/g) as string[]).join('-');
}

/** Returns the hash of a code, which is what is stored; null when it is no code. Spelling variants give the same hash. */
export function codeHash(given: string): Buffer | null {
  if (given.length > 100) return null;
  const code = given.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  if (code.length !== LENGTH || ![...code].every((digit) => DIGITS.includes(digit))) return null;
  return createHash('sha256').update(code).digest();
}
