import { type Authenticated, notTheirs, onBehalfOf } from '@postroom/directory';
import { parseAddresses } from '@postroom/mime';
import { SmtpError } from '@postroom/smtp';
import type { Intake } from '../intake.ts';
import type { Check } from './check.ts';
import type { Incoming, Verdict } from './verdict.ts';

/** The most authors of a message; with more it is refused. */
const MAX_AUTHORS = 50;

/**
 * RFC 6409 6.1, RFC 5322 3.6.2: a message from one of our users must name its user as author. If From has several addresses, either all are
 * the user's, or Sender is. Sender must always be the user's. When a user writes on behalf of somebody else, the missing Sender is added.
 * A message that is resent keeps its authors.
 */
export const authors: Check = (incoming, intake) =>
  incoming.user ? authorsOf(incoming, incoming.user, intake) : undefined;

async function authorsOf(incoming: Incoming, user: Authenticated, intake: Intake): Promise<Verdict | undefined> {
  const { facts, trace } = incoming;
  // A message can take long to arrive, so the login is checked again.
  if (!(await intake.logins.isGood(user))) {
    return { refusal: new SmtpError(535, '5.7.8', 'The login is no longer valid') };
  }
  if (incoming.isResent) return undefined;
  // RFC 5322 3.6: of two fields, one reader would show the first and another the second.
  for (const [field, values] of [['From', facts.from] as const, ['Sender', facts.sender] as const]) {
    if (values.length > 1)
      return { refusal: new SmtpError(550, '5.7.1', `The message has more than one ${field} field`, { field }) };
  }
  const resent = await resentBy(incoming, user, intake);
  if (resent) return resent;
  const senders = addressesOf(facts.sender);
  // A missing From is added from the reverse-path.
  const from = facts.from.length > 0 ? addressesOf(facts.from) : [trace.reversePath];
  if (facts.sender.length > 0 && !(await areTheirs(senders, incoming, intake))) return refused('Sender');
  if (from.length > 1 && senders.length > 0) return undefined;
  if (await areTheirs(from, incoming, intake)) return undefined;
  if (!(await areOnBehalf(from, user, intake))) return refused('From');
  if (senders.length > 0) return undefined;
  // RFC 6532 3.2: a field with non-ASCII characters needs SMTPUTF8.
  if (/[^\x20-\x7e]/.test(user.address) && !trace.smtpUtf8) return refused('Sender');
  return { lines: [`Sender: <${user.address}>\r\n`] };
}

/** RFC 5322 3.6.6: Resent fields may name only the user, or somebody for whom the user may write when Resent-Sender says so. */
async function resentBy(incoming: Incoming, user: Authenticated, intake: Intake): Promise<Verdict | undefined> {
  const { resentFrom, resentSender } = incoming.facts;
  if (resentSender.length > 0 && !(await areTheirs(addressesOf(resentSender), incoming, intake))) {
    return refused('Resent-Sender');
  }
  if (resentFrom.length === 0) return undefined;
  const from = addressesOf(resentFrom);
  if (await areTheirs(from, incoming, intake)) return undefined;
  const isSaid = resentSender.length > 0 && (await areOnBehalf(from, user, intake));
  return isSaid ? undefined : refused('Resent-From');
}

/** Returns whether each address is the user's own or belongs to somebody for whom the user may write. */
async function areOnBehalf(
  from: readonly string[],
  user: Authenticated,
  { store: { pool } }: Intake,
): Promise<boolean> {
  if (from.length === 0 || from.length > MAX_AUTHORS) return false;
  const others = await notTheirs(pool, user, from);
  return (await onBehalfOf(pool, user.accountId, others)).size === others.length;
}

function refused(field: string): { refusal: SmtpError } {
  return { refusal: new SmtpError(550, '5.7.1', `You may not send as the address in the ${field} field`, { field }) };
}

/** Returns each address once; '' stands for values that are no address. */
function addressesOf(values: readonly string[]): string[] {
  const found = values.flatMap((value) => parseAddresses(value, MAX_AUTHORS + 1));
  const mailboxes = found.filter(({ host }) => host !== null);
  return [...new Set(mailboxes.map(({ mailbox, host }) => (mailbox && host ? `${mailbox}@${host}` : '')))];
}

async function areTheirs(
  addresses: readonly string[],
  { user }: Incoming,
  { store: { pool } }: Intake,
): Promise<boolean> {
  if (!user || addresses.length === 0 || addresses.length > MAX_AUTHORS) return false;
  return (await notTheirs(pool, user, addresses)).length === 0;
}
