import { client } from '../mail.ts';

/** Returns the accounts of others that the session lists. */
export function sharedAccountIds(): string[] {
  return Object.entries(client().session.accounts).flatMap(([id, { isPersonal }]) => (isPersonal ? [] : [id]));
}
