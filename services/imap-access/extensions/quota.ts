import { accountUsage, deletedBytes, foldInbox } from '@postroom/mailbox';
import { MailError } from '@postroom/types';
import { command } from '../command.ts';
import { readMailbox } from '../commands/arguments.ts';
import type { Extension } from '../extension.ts';
import type { Session } from '../session/session.ts';
import { AFTER_LOGIN, accountOf } from '../session/state.ts';
import { findNamed } from '../shared/find.ts';
import { isOfOthers } from '../shared/names.ts';
import { counted, kept } from '../status/status-item.ts';

/** The name of the only quota root, which covers the whole account if it has a limit (RFC 9208 3.2). */
const ROOT = '';

/** RFC 9208 4.1.1. */
const getQuota = command({
  name: 'GETQUOTA',
  states: AFTER_LOGIN,
  parse(args) {
    args.expectSpace();
    return args.expectAstring();
  },
  async run(session, root) {
    const storage = await storageResource(session);
    if (root !== ROOT || !storage) throw new MailError('not-found', 'No such quota root');
    session.output.line(`* QUOTA "" (${storage})`);
    return undefined;
  },
});

/** RFC 9208 4.1.2. The user's own mailbox need not exist. */
const getQuotaRoot = command({
  name: 'GETQUOTAROOT',
  states: AFTER_LOGIN,
  parse: readMailbox,
  async run(session, name) {
    const shared = isOfOthers(name) ? await findNamed(session, name, 'r') : undefined;
    // The usage of somebody else's account is hidden, since it includes mailboxes that are not shared.
    const storage = shared ? undefined : await storageResource(session);
    session.output
      .text('* QUOTAROOT ')
      .mailbox(shared?.name ?? foldInbox(name))
      .line(storage ? ' ""' : '');
    if (storage) session.output.line(`* QUOTA "" (${storage})`);
    return undefined;
  },
});

/**
 * Returns the STORAGE resource in units of 1024 octets (RFC 9208 5.1); undefined for an account without a limit. Its mailboxes have
 * no quota root (RFC 9208 4.2.2 allows none), because a QUOTA response must name at least one resource.
 */
async function storageResource(session: Session): Promise<string | undefined> {
  const { usedBytes, quotaBytes } = await accountUsage(session.services.store.pool, accountOf(session).id);
  if (quotaBytes === null) return undefined;
  return `STORAGE ${Math.ceil(usedBytes / 1024)} ${Math.floor(quotaBytes / 1024)}`;
}

const DELETED = kept('DELETED', (mailbox) => mailbox.deletedCount);
const DELETED_STORAGE = counted('DELETED-STORAGE', (session, accountId, mailboxes) =>
  deletedBytes(session.services.store.pool, accountId, mailboxes),
);

/** RFC 9208; its STATUS items are in 4.1.4. */
export const quota: Extension = {
  capabilities: ['QUOTA', 'QUOTA=RES-STORAGE'],
  commands: [getQuota, getQuotaRoot],
  statusItems: { DELETED: () => DELETED, 'DELETED-STORAGE': () => DELETED_STORAGE },
};
