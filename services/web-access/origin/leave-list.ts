import { oneClickOf } from '@postroom/intake';
import { ownMail, readEmails } from '@postroom/mailbox';
import { MailError } from '@postroom/types';
import type { Services } from '../services.ts';

/** Lists that one account may leave in an hour. */
const RATE = { of: 'leaving-lists', limit: 60, windowSeconds: 3_600 };
const BODY = Buffer.from('List-Unsubscribe=One-Click');
/** RFC 8058 3.2: nothing but what the mail says; no cookies, and nobody learns with what it is read. */
const REQUEST = {
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: BODY,
  timeoutMs: 10_000,
  maxBytes: 0,
} as const;

type Needs = Pick<Services, 'store' | 'intake' | 'joining' | 'toLists' | 'log'>;

/**
 * Leaves the list that an email of the account came by (RFC 8058), as far as its server says. Throws not-found where there is no such email
 * or it offers none, limit-reached, invalid where its URL is not of the public network, unavailable where the list did not take it.
 */
export async function leaveList(
  { store, intake, joining, log, toLists }: Needs,
  accountId: number,
  emailId: number,
): Promise<void> {
  const [email] = (
    await Array.fromAsync(readEmails(store.pool, ownMail(accountId), [emailId], { header: true }))
  ).flat();
  const url = email?.header ? oneClickOf(email.header, intake.hostname) : null;
  if (url === null) throw new MailError('not-found', 'That is no mail of a list that is left by one click');
  const taken = await joining.rates.take(RATE, `${accountId}`);
  if (!taken.isTaken) throw new MailError('limit-reached', 'Too many lists were left; try again later');
  const { status } = await toLists.ask(url, REQUEST);
  log.info({ account: accountId, host: URL.parse(url)?.host, status }, 'a list was asked to be left');
  // 3.1: a list does not lead elsewhere, and what it leads to is nothing that the mail says.
  if (status < 200 || status > 299) throw new MailError('unavailable', `The list did not take it (status ${status})`);
}
