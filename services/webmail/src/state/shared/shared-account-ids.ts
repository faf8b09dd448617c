import { client } from '../mail.ts';

/** Accounts of others of which the session tells. */
export function sharedAccountIds(): string[] {
  return Object.entries(client().session.accounts).flatMap(([id, { isPersonal }]) => (isPersonal ? [] : [id]));
}
