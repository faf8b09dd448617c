import { oneClickOf } from '@postroom/intake';
import { ownMail, readEmails } from '@postroom/mailbox';
import { MailError } from '@postroom/types';
import type { Services } from '../services.ts';

/** How many lists one account may leave in an hour. */
const RATE = { of: 'leaving-lists', limit: 60, windowSeconds: 3_600 };
const BODY = Buffer.from('List-Unsubscribe=One-Click');
/** RFC 8058 3.2: sends only what the mail says, without cookies and without a hint at the mail program. */
const REQUEST = {
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: BODY,
  timeoutMs: 10_000,
  maxBytes: 0,
} as const;

type Needs = Pick<Services, 'store' | 'intake' | 'joining' | 'toLists' | 'log'>;

/**
 * Leaves the list from which an email of the account came (RFC 8058). Throws not-found when there is no such email or it offers no one-click
 * URL, limit-reached, invalid when its URL is not in the public network, unavailable when the list's server did not accept it.
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
  if (url === null) throw new MailError('not-found', 'This mail offers no unsubscription by one click');
  const taken = await joining.rates.take(RATE, `${accountId}`);
  if (!taken.isTaken) throw new MailError('limit-reached', 'Too many unsubscriptions; try again later');
  const { status } = await toLists.ask(url, REQUEST);
  log.info({ account: accountId, host: URL.parse(url)?.host, status }, 'a request to unsubscribe from a list was sent');
  // RFC 8058 3.1: redirects are not allowed, so a status outside 2xx is a failure.
  if (status < 200 || status > 299)
    throw new MailError('unavailable', `The list refused the request (status ${status})`);
}
