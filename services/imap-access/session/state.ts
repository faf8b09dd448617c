import type { SessionLog } from './log.ts';
import type { SelectedMailbox } from './selected-mailbox.ts';

export interface Account {
  readonly id: number;
  /** The primary address, which is also the login name. */
  readonly address: string;
}

/** The states of a session (RFC 3501 3), each with its data. */
export type SessionState =
  | { readonly name: 'not-authenticated' }
  | { readonly name: 'authenticated'; readonly account: Account }
  | { readonly name: 'selected'; readonly account: Account; readonly mailbox: SelectedMailbox }
  | { readonly name: 'logout' };

export type StateName = Exclude<SessionState['name'], 'logout'>;

export const ANY_STATE: readonly StateName[] = ['not-authenticated', 'authenticated', 'selected'];
export const BEFORE_LOGIN: readonly StateName[] = ['not-authenticated'];
export const AFTER_LOGIN: readonly StateName[] = ['authenticated', 'selected'];
export const SELECTED: readonly StateName[] = ['selected'];

/** A session, as far as its state is concerned. */
interface Stateful {
  state: SessionState;
  /** Messages read ahead, which a change of state discards. */
  readonly ahead: { release(): void };
  readonly log: Pick<SessionLog, 'debug'>;
}

/** Changes the state of a session; nothing else changes it. */
export function enterState(session: Stateful, next: SessionState): void {
  const { state: before } = session;
  if (before.name === 'logout') return;
  session.ahead.release();
  if (before.name === 'selected') before.mailbox[Symbol.dispose]();
  session.state = next;
  const detail = next.name === 'selected' ? { mailbox: next.mailbox.name, messages: next.mailbox.uids.length } : {};
  session.log.debug({ from: before.name, to: next.name, ...detail }, 'session state');
}

/** Returns the logged-in account. Throws before the login. */
export function accountOf(session: Pick<Stateful, 'state'>): Account {
  const { state } = session;
  if (state.name === 'authenticated' || state.name === 'selected') return state.account;
  throw new Error(`no account in state ${state.name}`);
}

/** Returns the account and the selected mailbox. Throws when no mailbox is selected. */
export function selectedIn(session: Pick<Stateful, 'state'>): { account: Account; mailbox: SelectedMailbox } {
  if (session.state.name === 'selected') return session.state;
  throw new Error(`no mailbox in state ${session.state.name}`);
}
