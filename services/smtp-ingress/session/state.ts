import type { SmtpError } from '@postroom/smtp';
import type { Reception } from '../reception.ts';
import type { Role } from '../services.ts';
import type { Transaction } from '../transaction.ts';

/** The argument of EHLO or HELO. */
export interface Hello {
  readonly name: string;
  /** Whether it was EHLO (or LHLO), not HELO. */
  readonly extended: boolean;
}

/** A message of which a chunk was refused: more chunks may already be on their way (RFC 3030 2, 4.2). */
export interface RefusedChunks {
  readonly refusal: SmtpError;
  /** The octets dropped so far. */
  octets: number;
}

/** The states of a session (RFC 5321 3.1 to 3.3), each with its data. */
export type SessionState =
  /** Nothing was sent yet, or nothing since TLS began (RFC 3207 4.2). */
  | { readonly name: 'start' }
  | { readonly name: 'greeted'; readonly hello: Hello; readonly refused?: RefusedChunks }
  /** After MAIL, without and with recipients. */
  | { readonly name: 'mail'; readonly hello: Hello; readonly transaction: Transaction }
  | { readonly name: 'recipients'; readonly hello: Hello; readonly transaction: Transaction }
  /** After the first BDAT, until LAST (RFC 3030 2). Leaving this state discards the chunks so far. */
  | { readonly name: 'chunks'; readonly hello: Hello; readonly transaction: Transaction; readonly reception: Reception }
  /** The octets of a message are arriving, or are being checked and stored. */
  | { readonly name: 'data'; readonly hello: Hello; readonly transaction: Transaction }
  | { readonly name: 'closed' };

/** The states in which commands are possible. */
export type StateName = 'start' | 'greeted' | 'mail' | 'recipients' | 'chunks';

export const ANY_STATE: readonly StateName[] = ['start', 'greeted', 'mail', 'recipients', 'chunks'];

/** What a client should send before a command that is only possible later. */
const NEXT_STEP: Readonly<Record<StateName, string>> = {
  start: 'Send EHLO first',
  greeted: 'Send MAIL first',
  mail: 'Send RCPT first',
  recipients: 'Send DATA or BDAT first',
  chunks: 'Send BDAT first',
};

/** Returns the next step for a session; LMTP begins with another command. */
export function nextStep({ state, services }: { state: SessionState; services: { role: Role } }): string {
  if (state.name === 'start' && services.role === 'lmtp') return 'Send LHLO first';
  return state.name in NEXT_STEP ? NEXT_STEP[state.name as StateName] : NEXT_STEP.start;
}

/** A session, as far as its state is concerned. */
interface Stateful {
  state: SessionState;
  trace(fields: object, message: string): void;
}

/** Changes the state of a session; nothing else changes it. */
export function enterState(session: Stateful, next: SessionState): void {
  const { state: before } = session;
  if (before.name === 'closed') return;
  session.state = next;
  if (before.name === 'chunks' && next.name !== 'chunks') void before.reception[Symbol.asyncDispose]();
  if (before.name !== next.name) session.trace({ from: before.name, to: next.name }, 'session state');
}

/** Returns what the client called itself. Throws before EHLO or HELO. */
export function helloOf({ state }: Pick<Stateful, 'state'>): Hello {
  if ('hello' in state) return state.hello;
  throw new Error(`no greeting in state ${state.name}`);
}

/** Returns the current mail transaction. Throws when there is none. */
export function transactionOf({ state }: Pick<Stateful, 'state'>): Transaction {
  if ('transaction' in state) return state.transaction;
  throw new Error(`no transaction in state ${state.name}`);
}

/** Ends the mail transaction and discards its data (RFC 5321 4.1.1.5). */
export function endTransaction(session: Stateful): void {
  const { state } = session;
  if ('hello' in state) enterState(session, { name: 'greeted', hello: state.hello });
}
