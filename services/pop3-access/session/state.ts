import type { OpenMaildrop } from '../maildrop/open-maildrop.ts';
import type { SessionLog } from './log.ts';

/** RFC 1939 3: the states of a session, with what belongs to each. */
export type SessionState =
  /** `user`: what USER said and PASS will prove. */
  | { readonly name: 'authorization'; readonly user: string | null }
  | { readonly name: 'transaction'; readonly address: string; readonly maildrop: OpenMaildrop }
  | { readonly name: 'update' }
  | { readonly name: 'closed' };

/** States in which commands are possible. */
export type StateName = 'authorization' | 'transaction';

export const AUTHORIZATION: readonly StateName[] = ['authorization'];
export const TRANSACTION: readonly StateName[] = ['transaction'];
export const ANY_STATE: readonly StateName[] = ['authorization', 'transaction'];

/** What has a state: a session. */
interface Stateful {
  state: SessionState;
  readonly log: Pick<SessionLog, 'debug'>;
}

/** The one place where a session's state changes. */
export function enterState(session: Stateful, next: SessionState): void {
  const { state: before } = session;
  if (before.name === 'closed') return;
  session.state = next;
  session.log.debug({ from: before.name, to: next.name }, 'session state');
}

/** The open maildrop; only for commands of the transaction state. */
export function maildropOf(session: Pick<Stateful, 'state'>): OpenMaildrop {
  if (session.state.name === 'transaction') return session.state.maildrop;
  throw new Error(`no maildrop in state ${session.state.name}`);
}
