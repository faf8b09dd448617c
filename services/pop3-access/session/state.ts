import type { OpenMaildrop } from '../maildrop/open-maildrop.ts';
import type { SessionLog } from './log.ts';

/** The states of a session (RFC 1939 3), each with its data. */
export type SessionState =
  /** `user` is the argument of USER, which PASS is to prove. */
  | { readonly name: 'authorization'; readonly user: string | null }
  | { readonly name: 'transaction'; readonly address: string; readonly maildrop: OpenMaildrop }
  | { readonly name: 'update' }
  | { readonly name: 'closed' };

/** The states in which commands are possible. */
export type StateName = 'authorization' | 'transaction';

export const AUTHORIZATION: readonly StateName[] = ['authorization'];
export const TRANSACTION: readonly StateName[] = ['transaction'];
export const ANY_STATE: readonly StateName[] = ['authorization', 'transaction'];

/** A session, as far as its state is concerned. */
interface Stateful {
  state: SessionState;
  readonly log: Pick<SessionLog, 'debug'>;
}

/** Changes the state of a session; nothing else changes it. */
export function enterState(session: Stateful, next: SessionState): void {
  const { state: before } = session;
  if (before.name === 'closed') return;
  session.state = next;
  session.log.debug({ from: before.name, to: next.name }, 'session state');
}

/** Returns the open maildrop. Throws outside the transaction state. */
export function maildropOf(session: Pick<Stateful, 'state'>): OpenMaildrop {
  if (session.state.name === 'transaction') return session.state.maildrop;
  throw new Error(`no maildrop in state ${session.state.name}`);
}
