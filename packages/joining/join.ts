import type { BlobStore } from '@postroom/blobs';
import { transaction } from '@postroom/database';
import {
  insertApplication,
  joinPolicyOf,
  lockJoinPolicy,
  nameState,
  type PendingLimits,
  spendInvitation,
} from '@postroom/directory';
import { isMailError } from '@postroom/types';
import { type Newcomer, openAccount, prepareWelcome } from './open-account.ts';
import type { WelcomeSettings } from './settings.ts';

/** Why somebody may not join. */
export type JoinFault = 'closed' | 'name-taken' | 'name-reserved' | 'code-wrong' | 'code-over' | 'too-many-pending';

export class JoinRefused extends Error {
  readonly fault: JoinFault;

  constructor(fault: JoinFault) {
    super(fault);
    this.name = 'JoinRefused';
    this.fault = fault;
  }
}

export interface Joining extends Newcomer {
  readonly domain: string;
  /** The code of an invitation; null when none was given. */
  readonly code: string | null;
  /** The applicant's reason, for the operator. */
  readonly reason: string;
  readonly network: string;
}

export type Joined = { readonly state: 'joined' } | { readonly state: 'pending'; readonly token: string };

/**
 * Gives somebody a mailbox, or stores the application until the operator decides. Within one domain this happens one at a time, so that only
 * one person gets a name, and no more applications wait than may. Throws JoinRefused.
 */
export async function join(
  store: BlobStore,
  settings: WelcomeSettings,
  limits: PendingLimits,
  joining: Joining,
): Promise<Joined> {
  const { quotaBytes } = await joinPolicyOf(store.pool, joining.domain);
  const welcome = await prepareWelcome(store, settings, joining, quotaBytes);
  return transaction(store.pool, async (tx) => {
    const policy = await lockJoinPolicy(tx, joining.domain);
    if (policy.mode === 'closed') throw new JoinRefused('closed');
    const state = await nameState(tx, joining.address, policy.reserved);
    if (state !== 'free') throw new JoinRefused(`name-${state}`);
    if (policy.mode === 'approval') {
      const token = await insertApplication(tx, joining, limits).catch(refuse);
      return { state: 'pending', token };
    }
    if (policy.mode === 'invitation') {
      const spent = await spendInvitation(tx, policy.domain, joining.code ?? '');
      if (spent !== 'taken') throw new JoinRefused(`code-${spent}`);
    }
    await openAccount(tx, joining, policy.quotaBytes, welcome).catch(refuse);
    return { state: 'joined' };
  });
}

function refuse(error: unknown): never {
  if (isMailError(error, 'limit-reached')) throw new JoinRefused('too-many-pending');
  if (isMailError(error, 'already-exists')) throw new JoinRefused('name-taken');
  throw error;
}
