import { accountUsage, findMailbox } from '@postroom/mailbox';
import { MailError } from '@postroom/types';
import { command } from '../command.ts';
import type { Session } from '../session/session.ts';
import { AFTER_LOGIN, accountOf } from '../session/state.ts';

/** One quota root for the whole account (RFC 9208 3.2); its name is free to choose. */
const ROOT = '';

const capabilities = [{ name: 'QUOTA' }, { name: 'QUOTA=RES-STORAGE' }];

/** RFC 9208 4.1.1. */
export const getQuota = command({
  name: 'GETQUOTA',
  states: AFTER_LOGIN,
  capabilities,
  parse(args) {
    args.expectSpace();
    return args.expectAstring();
  },
  async run(session, root) {
    if (root !== ROOT) throw new MailError('not-found', 'no such quota root');
    await tellQuota(session);
    return undefined;
  },
});

/** RFC 9208 4.1.2. */
export const getQuotaRoot = command({
  name: 'GETQUOTAROOT',
  states: AFTER_LOGIN,
  capabilities,
  parse(args) {
    args.expectSpace();
    return args.expectMailbox();
  },
  async run(session, name) {
    const mailbox = await findMailbox(session.services.store.pool, accountOf(session).id, name);
    session.output.text('* QUOTAROOT ').mailbox(mailbox.name).line(' ""');
    await tellQuota(session);
    return undefined;
  },
});

/** STORAGE counts units of 1024 octets (RFC 9208 5.1); an account without a limit has no resources to list. */
async function tellQuota(session: Session): Promise<void> {
  const { usedBytes, quotaBytes } = await accountUsage(session.services.store.pool, accountOf(session).id);
  const storage = quotaBytes === null ? '' : `STORAGE ${Math.ceil(usedBytes / 1024)} ${Math.floor(quotaBytes / 1024)}`;
  session.output.line(`* QUOTA "" (${storage})`);
}
