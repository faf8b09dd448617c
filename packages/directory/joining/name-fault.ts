import { addressKey } from '../address-key.ts';
import { asRead } from './look-alikes.ts';

export type NameFault = 'invalid' | 'short' | 'long' | 'script' | 'look-alike';

export interface NameRules {
  /** The least length, in octets; an ASCII letter is one octet. */
  readonly minimum: number;
  /** Which letters and digits are allowed: ASCII, or those of any one script. */
  readonly letters: 'ascii' | 'any';
}

/** The longest local part (RFC 5321 4.5.3.1.1). */
const MAX_LOCAL = 64;
/** The longest address: the limit of RFC 5321 4.5.3.1.3 without the angle brackets. */
const MAX_ADDRESS = 254;
/** How many characters of the input are looked at. */
const MAX_GIVEN = 256;

/** Words of letters and digits with one dot, hyphen or underscore between them. */
const SHAPE = /^[\p{L}0-9][\p{L}\p{M}0-9]*(?:[._-][\p{L}0-9][\p{L}\p{M}0-9]*)*$/u;

/** Scripts of which a name may use one (UTS 39 5.2); those of Chinese, Japanese and Korean count together. */
const SCRIPTS = [
  ...[
    'Latin',
    'Cyrillic',
    'Greek',
    'Armenian',
    'Georgian',
    'Arabic',
    'Hebrew',
    'Ethiopic',
    'Thai',
    'Lao',
    'Khmer',
    'Myanmar',
  ],
  ...[
    'Devanagari',
    'Bengali',
    'Gujarati',
    'Gurmukhi',
    'Kannada',
    'Malayalam',
    'Oriya',
    'Sinhala',
    'Tamil',
    'Telugu',
    'Tibetan',
  ],
].map((script) => [script]);
const ONE_SCRIPT = [...SCRIPTS, ['Han', 'Hiragana', 'Katakana'], ['Han', 'Bopomofo'], ['Han', 'Hangul']].map(
  (scripts) =>
    new RegExp(`^(?:${scripts.map((script) => `\\p{Script_Extensions=${script}}`).join('|')}|[0-9._-])+$`, 'u'),
);
const LATIN = ONE_SCRIPT[0] as RegExp;

/**
 * Returns the address that a person gets for this name in one of our domains, or what is wrong with the name. A name must be easy to write
 * for whoever reads it: no quotes, tags or invisible marks, one script, and nothing that only looks like Latin letters.
 */
export function addressFor(name: string, domain: string, rules: NameRules): { address: string } | { fault: NameFault } {
  const given = name.slice(0, MAX_GIVEN).trim();
  if (given === '' || given.includes('@')) return { fault: 'invalid' };
  const address = addressKey(`${given}@${domain}`);
  if (address === null) return { fault: given.length > MAX_LOCAL ? 'long' : 'invalid' };
  const local = address.slice(0, -1 - domain.length);
  const fault = localFault(local, rules);
  if (fault !== undefined) return { fault };
  return Buffer.byteLength(address) > MAX_ADDRESS ? { fault: 'long' } : { address };
}

function localFault(local: string, { minimum, letters }: NameRules): NameFault | undefined {
  if (!SHAPE.test(local) || /\p{Default_Ignorable_Code_Point}|\p{M}{3}/u.test(local)) return 'invalid';
  const octets = Buffer.byteLength(local);
  if (octets < minimum) return 'short';
  if (octets > MAX_LOCAL) return 'long';
  if (/^[a-z0-9._-]+$/.test(local)) return undefined;
  if (letters === 'ascii') return 'script';
  if (local.normalize('NFKC') !== local) return 'look-alike';
  if (!ONE_SCRIPT.some((script) => script.test(local))) return 'script';
  if (LATIN.test(local)) return /\p{M}/u.test(local) ? 'invalid' : undefined;
  return /^[a-z0-9._-]+$/.test(asRead(local)) ? 'look-alike' : undefined;
}
