import { createHash, randomInt, timingSafeEqual } from 'node:crypto';

/** 32 letters and digits that are not mistaken for each other when typed. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';
const GROUP = 5;
const GROUPS = 5;
const PATTERN = new RegExp(`^[${LETTERS}]{${GROUP * GROUPS}}$`);

export interface AppSecret {
  /** The text that the person types: five groups of characters. */
  readonly text: string;
  readonly selector: string;
  readonly hash: Buffer;
}

/** Creates a secret with 100 random bits after the selector. Nobody can guess it, so its hash needs no salt and may be fast (decision 0110). */
export function newAppSecret(): AppSecret {
  const letters = Array.from({ length: GROUP * GROUPS }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  const { selector, hash } = split(letters);
  return { text: letters.match(/.{5}/g)?.join('-') ?? '', selector, hash };
}

/** Reads what a person typed; null when it cannot be an app password. Spaces, hyphens and capitals do not matter. */
export function readAppSecret(text: string): Omit<AppSecret, 'text'> | null {
  if (text.length > 64) return null;
  const letters = text.toLowerCase().replace(/[\s-]/g, '');
  return PATTERN.test(letters) ? split(letters) : null;
}

export function isSameSecret(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

function split(letters: string): Omit<AppSecret, 'text'> {
  const secret = letters.slice(GROUP);
  return { selector: letters.slice(0, GROUP), hash: createHash('sha256').update(secret).digest() };
}
