import type { Authenticated } from '@postroom/directory';
import { formatId, MethodError, readId } from '@postroom/jmap';
import { type MailView, ownMail, readSharedMail } from '@postroom/mailbox';
import type { Services } from '../services.ts';
import type { RequestBudget } from './request-budget.ts';

/** What a method knows: who asks, and what all share. */
export interface Context {
  readonly services: Services;
  readonly login: Authenticated;
  /** From where. */
  readonly client: string;
  readonly budget: RequestBudget;
  /** Throws when nobody waits for the answer any more. */
  readonly alive: () => void;
  /** The capabilities that the request uses: what others add to an object is not there for it (RFC 8620 1.8). */
  readonly using: ReadonlySet<string>;
}

/**
 * The number of the account that a call names, for what nobody shares. Throws accountNotFound, and accountNotSupportedByMethod for one of
 * which the one who asks sees the mail alone.
 */
export async function accountOf(context: Context, accountId: string): Promise<number> {
  const { shared } = await mailOf(context, accountId);
  if (shared) throw new MethodError('accountNotSupportedByMethod', 'Of that account only mail is shared with you');
  return context.login.accountId;
}

/** The mail of the account that a call names, as the one who asks may see it now. Throws accountNotFound. */
export async function mailOf(context: Context, accountId: string): Promise<MailView> {
  const view = await seenMail(context, accountId);
  if (!view) throw new MethodError('accountNotFound', 'There is no such account');
  return view;
}

/** The same of the account that a /copy is from (RFC 8620 5.4). Throws fromAccountNotFound. */
export async function fromMailOf(context: Context, accountId: string): Promise<MailView> {
  const view = await seenMail(context, accountId);
  if (!view) throw new MethodError('fromAccountNotFound', 'There is no such account to copy from');
  return view;
}

/** Null: there is no such account, or nothing of it is shared. Rights are looked up each time: none outlives its end. */
export async function seenMail(
  { services, login }: Pick<Context, 'services' | 'login'>,
  accountId: string,
): Promise<MailView | null> {
  if (accountId === formatId('a', login.accountId)) return ownMail(login.accountId);
  const owner = readId('a', accountId);
  const { store, settings } = services;
  return owner === undefined ? null : readSharedMail(store.pool, login.accountId, owner, settings.sharedSeen);
}
