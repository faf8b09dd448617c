import { MailError } from '@postroom/types';
import { addressKey } from './address-key.ts';

/** A successful login. */
export interface Authenticated {
  accountId: number;
  address: string;
  /** Identifies the password that was proved, without revealing it: another password has another text. */
  credentials: string;
  /** The login session that it belongs to, when it was by a session or token and not by a password. */
  sessionId?: number;
}

/** Refuses a login that wants to act for somebody else (RFC 4616 2). Throws authentication-failed. */
export function requireOneself({ address }: Authenticated, authcid: string, authzid = ''): void {
  if (authzid === '' || authzid === authcid || addressKey(authzid) === address) return;
  throw new MailError('authentication-failed', 'Acting for another account is not allowed');
}
