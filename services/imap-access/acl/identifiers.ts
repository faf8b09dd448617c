import { addressKey, domainOf, principalAt } from '@postroom/directory';
import { type AclEntry, type Mailbox, readAcl, sharingPartners } from '@postroom/mailbox';
import { MailError } from '@postroom/types';
import type { Session } from '../session/session.ts';
import { accountOf } from '../session/state.ts';

/** An account that may have rights, and those that it has. */
export type Grantee = Pick<AclEntry, 'accountId' | 'rights'>;

/**
 * The account that an identifier means (RFC 4314 2): one that has rights already, or one that the user may see. Throws cannot for
 * `anyone` and for negative rights, not-found.
 */
export async function granteeOf(session: Session, mailbox: Mailbox, identifier: string): Promise<Grantee> {
  if (identifier.startsWith('-')) throw new MailError('cannot', 'Rights are given, not denied');
  const address = addressKey(identifier);
  if (address === null) throw new MailError('cannot', 'Rights are given to accounts, by their addresses');
  const { pool } = session.services.store;
  const known = (await readAcl(pool, mailbox)).find((entry) => entry.address === address);
  if (known) return known;
  const account = accountOf(session);
  const isOpen = session.services.settings.shareWith === 'everybody';
  const scope = isOpen
    ? { domain: null, others: [] }
    : { domain: domainOf(account.address), others: await sharingPartners(pool, account.id) };
  const principal = await principalAt(pool, scope, address);
  if (!principal) throw new MailError('not-found', 'There is no such account');
  return { accountId: principal.accountId, rights: new Set() };
}
