import type { Authenticated } from '@postroom/directory';
import { formatId, MethodError, readId } from '@postroom/jmap';
import { type MailView, ownMail, readSharedMail } from '@postroom/mailbox';
import type { Services } from '../services.ts';
import type { RequestBudget } from './request-budget.ts';

/** What a method gets: the user who asks, and what all requests share. */
export interface Context {
  readonly services: Services;
  readonly login: Authenticated;
  /** The network address of the client. */
  readonly client: string;
  readonly budget: RequestBudget;
  /** Throws when nobody waits for the response any more. */
  readonly alive: () => void;
  /** The capabilities that the request uses; properties that other capabilities add are left out (RFC 8620 1.8). */
  readonly using: ReadonlySet<string>;
}

/**
 * Returns the number of the account that a call names, for data that is never shared. Throws accountNotFound, or
 * accountNotSupportedByMethod for an account of which only mail is shared with the user.
 */
export async function accountOf(context: Context, accountId: string): Promise<number> {
  const { shared } = await mailOf(context, accountId);
  if (shared) throw new MethodError('accountNotSupportedByMethod', 'Only mail of that account is shared with you');
  return context.login.accountId;
}

/** Returns the mail of the account that a call names, with the rights that the user has now. Throws accountNotFound. */
export async function mailOf(context: Context, accountId: string): Promise<MailView> {
  const view = await seenMail(context, accountId);
  if (!view) throw new MethodError('accountNotFound', 'There is no such account');
  return view;
}

/** Does the same for the account from which a /copy takes (RFC 8620 5.4). Throws fromAccountNotFound. */
export async function fromMailOf(context: Context, accountId: string): Promise<MailView> {
  const view = await seenMail(context, accountId);
  if (!view) throw new MethodError('fromAccountNotFound', 'There is no such account to copy from');
  return view;
}

/** Returns null when there is no such account or nothing of it is shared. Rights are read each time, so that none outlives its end. */
export async function seenMail(
  { services, login }: Pick<Context, 'services' | 'login'>,
  accountId: string,
): Promise<MailView | null> {
  if (accountId === formatId('a', login.accountId)) return ownMail(login.accountId);
  const owner = readId('a', accountId);
  const { store, settings } = services;
  return owner === undefined ? null : readSharedMail(store.pool, login.accountId, owner, settings.sharedSeen);
}
