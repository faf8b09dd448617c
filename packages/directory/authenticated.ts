import { MailError } from '@postroom/types';
import { addressKey } from './address-key.ts';

/** Who has logged in. */
export interface Authenticated {
  accountId: number;
  address: string;
  /** Says which password was proved, without being one: another password, another text. */
  credentials: string;
  /** The session that it lives on, when it is not the password itself. */
  sessionId?: number;
}

/** RFC 4616 2: who asks to act for another is refused, not logged in as oneself. Throws authentication-failed. */
export function requireOneself({ address }: Authenticated, authcid: string, authzid = ''): void {
  if (authzid === '' || authzid === authcid || addressKey(authzid) === address) return;
  throw new MailError('authentication-failed', 'Acting for another account is not allowed');
}
