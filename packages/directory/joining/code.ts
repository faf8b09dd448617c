import { createHash, randomBytes } from 'node:crypto';

/** Crockford's digits: none that is taken for another. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 16;

/** An invitation code of 80 random bits, to be read aloud: `7K3M-9QXT-2B8W-HN5C`. */
export function newCode(): string {
  const digits = Array.from(randomBytes(LENGTH), (octet) => DIGITS[octet % DIGITS.length]).join('');
  return (digits.match(/.{4}/g) as string[]).join('-');
}

/** What is kept of a code; null for what is none, however it is spelled. */
export function codeHash(given: string): Buffer | null {
  if (given.length > 100) return null;
  const code = given.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  if (code.length !== LENGTH || ![...code].every((digit) => DIGITS.includes(digit))) return null;
  return createHash('sha256').update(code).digest();
}
