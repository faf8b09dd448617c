import { addressKey, domainOf, principalAt } from '@postroom/directory';
import { type AclEntry, type Mailbox, readAcl, sharingPartners } from '@postroom/mailbox';
import { isGroupId, MailError } from '@postroom/types';
import type { Session } from '../session/session.ts';
import { accountOf } from '../session/state.ts';

/** An account or a group that may get rights, and the rights that it has. */
export type Grantee = Pick<AclEntry, 'granteeId' | 'rights'>;

/** The prefix of a group's name, the same as in Cyrus. */
const GROUP = 'group:';

/** Returns the identifier of an account or a group (RFC 4314 2). */
export function identifierOf({ granteeId, address }: AclEntry): string {
  return (isGroupId(granteeId) ? GROUP : '') + address;
}

/**
 * Returns the account or group of an identifier (RFC 4314 2): one that has rights already, or one that the user may see. Throws cannot
 * for `anyone` and for negative rights, not-found.
 */
export async function granteeOf(session: Session, mailbox: Mailbox, identifier: string): Promise<Grantee> {
  if (identifier.startsWith('-')) throw new MailError('cannot', 'Negative rights are not supported');
  const account = accountOf(session);
  const isGroup = identifier.startsWith(GROUP);
  const address = addressKey(isGroup ? nameOfGroup(identifier.slice(GROUP.length), account.address) : identifier);
  if (address === null)
    throw new MailError('cannot', 'The identifier must be the address of an account, or group:NAME');
  const { pool } = session.services.store;
  const known = (await readAcl(pool, mailbox)).find(
    (entry) => entry.address === address && isGroupId(entry.granteeId) === isGroup,
  );
  if (known) return known;
  const isOpen = session.services.settings.shareWith === 'everybody';
  const scope = isOpen
    ? { domain: null, others: [] }
    : { domain: domainOf(account.address), others: await sharingPartners(pool, account.id) };
  const principal = await principalAt(pool, scope, isGroup ? 'group' : 'individual', address);
  if (!principal) throw new MailError('not-found', `No such ${isGroup ? 'group' : 'account'}`);
  return { granteeId: principal.id, rights: new Set() };
}

/** Returns the address of a group; without a domain it is in the user's own domain. */
function nameOfGroup(name: string, own: string): string {
  return name.includes('@') ? name : `${name}@${domainOf(own)}`;
}
