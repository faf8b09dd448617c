import type { Authenticated } from '@postroom/directory';
import { formatId, MethodError } from '@postroom/jmap';
import type { Services } from '../services.ts';
import type { RequestBudget } from './request-budget.ts';

/** What a method knows: who asks, and what all share. */
export interface Context {
  readonly services: Services;
  readonly login: Authenticated;
  /** From where. */
  readonly client: string;
  readonly budget: RequestBudget;
}

/** The number of the account that a call names, if the one who asks may see it. Throws accountNotFound. */
export function accountOf(context: Context, accountId: string): number {
  if (accountId !== formatId('a', context.login.accountId))
    throw new MethodError('accountNotFound', 'There is no such account');
  return context.login.accountId;
}

/** The same of the account that a /copy is from (RFC 8620 5.4). Throws fromAccountNotFound. */
export function fromAccountOf(context: Context, accountId: string): number {
  if (accountId !== formatId('a', context.login.accountId))
    throw new MethodError('fromAccountNotFound', 'There is no such account to copy from');
  return context.login.accountId;
}
