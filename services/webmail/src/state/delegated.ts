import { RequestFailed, request, sendJson } from '../jmap/client.ts';
import type { Identity } from '../jmap/types.ts';
import { noteFailure } from './mail.ts';

/** How an address of somebody else may be used: as one's own, or with oneself as the Sender. */
export type Mode = 'send-as' | 'send-on-behalf';

/** Somebody, or a group, that may write in the name of an address. */
export interface Delegation {
  readonly address: string;
  readonly to: string;
  readonly isGroup: boolean;
  readonly mode: Mode;
  /** Of the account's own address, so that its owner decides on it. */
  readonly isOwn: boolean;
}

/** An address of somebody else in whose name one may write. */
export interface Received {
  readonly address: string;
  readonly name: string;
  readonly mode: Mode;
  /** By which one has it; null: oneself. */
  readonly group: string | null;
}

export interface Delegations {
  readonly delegations: readonly Delegation[];
  readonly received: readonly Received[];
}

export async function readDelegations(): Promise<Delegations> {
  return (await request('/account/delegations')).json() as Promise<Delegations>;
}

/** Why something did not come about. */
export type DelegationFault = 'offline' | 'invalid' | 'notFound' | 'tooMany' | 'other';
const FAULTS: Readonly<Record<number, DelegationFault>> = { 400: 'invalid', 404: 'notFound', 409: 'tooMany' };

/** Lets somebody write in the name of one's own address, or not any more (null). Returns why it was refused. */
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

/** Identities with what is so of those whose address is somebody else's. The first one is one's own. */
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
