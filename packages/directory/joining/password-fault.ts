import { isEasilyGuessed } from '../passwords.ts';
import { isCommonPassword } from './common-passwords.ts';

export type PasswordFault = 'short' | 'simple' | 'common' | 'name';

/** The least length of a name's part; shorter parts are in a password by chance. */
const MIN_PART = 4;

/**
 * Returns what is wrong with a new password, or null. It need not mix kinds of characters (NIST SP 800-63B 3.1.1.2): what counts is its
 * length, and that it is not one of those that are tried first.
 * @param minimum characters
 */
export async function passwordFault(
  password: string,
  { minimum, address }: { minimum: number; address: string },
): Promise<PasswordFault | null> {
  if ([...password].length < minimum) return 'short';
  if (isEasilyGuessed(password)) return 'simple';
  if (await isCommonPassword(password)) return 'common';
  return isOfName(password, address) ? 'name' : null;
}

/** Returns whether little is left of a password without the parts of the address. */
function isOfName(password: string, address: string): boolean {
  const parts = [address, address.split('@')[0] ?? '', ...address.split(/[@._-]/)].filter(
    (part) => part.length >= MIN_PART,
  );
  const folded = password.normalize('NFKC').toLowerCase();
  return parts.some((part) => folded.includes(part) && folded.length - part.length <= MIN_PART);
}
