import { RequestFailed, request, sendJson } from '../jmap/client.ts';
import type { Identity } from '../jmap/types.ts';
import { noteFailure } from './mail.ts';

/** How somebody else's address may be used: as one's own, or with oneself as the Sender (RFC 5322 3.6.2). */
export type Mode = 'send-as' | 'send-on-behalf';

/** Says who, a person or a group, may write in the name of an address. */
export interface Delegation {
  readonly address: string;
  readonly to: string;
  readonly isGroup: boolean;
  readonly mode: Mode;
  /** Whether it is the account's own address, so that its owner decides about it. */
  readonly isOwn: boolean;
}

/** Somebody else's address in whose name this person may write. */
export interface Received {
  readonly address: string;
  readonly name: string;
  readonly mode: Mode;
  /** The group through which the person has it; null: directly. */
  readonly group: string | null;
}

export interface Delegations {
  readonly delegations: readonly Delegation[];
  readonly received: readonly Received[];
}

export async function readDelegations(): Promise<Delegations> {
  return (await request('/account/delegations')).json() as Promise<Delegations>;
}

/** Why a request failed. */
export type DelegationFault = 'offline' | 'invalid' | 'notFound' | 'tooMany' | 'other';
const FAULTS: Readonly<Record<number, DelegationFault>> = { 400: 'invalid', 404: 'notFound', 409: 'tooMany' };

/** Lets somebody write in the name of one's own address, or no longer (null). Returns why it was refused, or null. */
export async function delegate(to: string, mode: Mode | null): Promise<DelegationFault | null> {
  try {
    if (mode) await sendJson('PUT', '/account/delegations', { to, mode });
    else await request(`/account/delegations/${encodeURIComponent(to)}`, { method: 'DELETE' });
    return null;
  } catch (error) {
    noteFailure(error);
    if (!(error instanceof RequestFailed)) return 'other';
    return error.kind === 'offline' ? 'offline' : (FAULTS[error.status] ?? 'other');
  }
}

/** Marks identities whose address is somebody else's, and adds their Sender. The first identity is the person's own. */
export async function withSenders(identities: readonly Identity[]): Promise<Identity[]> {
  const { received } = await readDelegations();
  const modes = new Map(received.map(({ address, mode }) => [address, mode]));
  const { name = '', email = '' } = identities[0] ?? {};
  return identities.map((identity, at) => {
    if (identity.mayDelete || at === 0) return identity;
    const isOnBehalf = modes.get(identity.email.toLowerCase()) === 'send-on-behalf';
    return { ...identity, isDelegated: true, ...(isOnBehalf && { sender: { name: name || null, email } }) };
  });
}
