import type { SmtpError } from '@postroom/smtp';
import type { Reception } from '../reception.ts';
import type { Role } from '../services.ts';
import type { Transaction } from '../transaction.ts';

/** What the client said in EHLO or HELO. */
export interface Hello {
  readonly name: string;
  /** EHLO, not HELO. */
  readonly extended: boolean;
}

/** A message of which a chunk was refused: more of it may be on the way (RFC 3030 2, 4.2). */
export interface RefusedChunks {
  readonly refusal: SmtpError;
  /** Dropped so far. */
  octets: number;
}

/** RFC 5321 3.1 to 3.3: the states of a session, with what belongs to each. */
export type SessionState =
  /** Nothing was said yet, or nothing under TLS (RFC 3207 4.2). */
  | { readonly name: 'start' }
  | { readonly name: 'greeted'; readonly hello: Hello; readonly refused?: RefusedChunks }
  /** Behind MAIL, without and with recipients. */
  | { readonly name: 'mail'; readonly hello: Hello; readonly transaction: Transaction }
  | { readonly name: 'recipients'; readonly hello: Hello; readonly transaction: Transaction }
  /** Behind the first BDAT, until LAST (RFC 3030 2). Who leaves this state gives up what came. */
  | { readonly name: 'chunks'; readonly hello: Hello; readonly transaction: Transaction; readonly reception: Reception }
  /** The octets of a message are coming, or are being judged and stored. */
  | { readonly name: 'data'; readonly hello: Hello; readonly transaction: Transaction }
  | { readonly name: 'closed' };

/** States in which commands are possible. */
export type StateName = 'start' | 'greeted' | 'mail' | 'recipients' | 'chunks';

export const ANY_STATE: readonly StateName[] = ['start', 'greeted', 'mail', 'recipients', 'chunks'];

/** What a client should say before a command that is possible only later. */
const NEXT_STEP: Readonly<Record<StateName, string>> = {
  start: 'Send EHLO first',
  greeted: 'Send MAIL first',
  mail: 'Send RCPT first',
  recipients: 'Send DATA or BDAT first',
  chunks: 'Send BDAT first',
};

/** The same for a session: LMTP is greeted by another word. */
export function nextStep({ state, services }: { state: SessionState; services: { role: Role } }): string {
  if (state.name === 'start' && services.role === 'lmtp') return 'Send LHLO first';
  return state.name in NEXT_STEP ? NEXT_STEP[state.name as StateName] : NEXT_STEP.start;
}

/** A session, as far as its state goes. */
interface Stateful {
  state: SessionState;
  trace(fields: object, message: string): void;
}

/** The one place where a session's state changes. */
export function enterState(session: Stateful, next: SessionState): void {
  const { state: before } = session;
  if (before.name === 'closed') return;
  session.state = next;
  if (before.name === 'chunks' && next.name !== 'chunks') void before.reception[Symbol.asyncDispose]();
  if (before.name !== next.name) session.trace({ from: before.name, to: next.name }, 'session state');
}

/** What the client called itself; only for commands behind EHLO. */
export function helloOf({ state }: Pick<Stateful, 'state'>): Hello {
  if ('hello' in state) return state.hello;
  throw new Error(`no greeting in state ${state.name}`);
}

/** The mail under way; only for commands behind MAIL. */
export function transactionOf({ state }: Pick<Stateful, 'state'>): Transaction {
  if ('transaction' in state) return state.transaction;
  throw new Error(`no transaction in state ${state.name}`);
}

/** Forgets the mail under way (RFC 5321 4.1.1.5). */
export function endTransaction(session: Stateful): void {
  const { state } = session;
  if ('hello' in state) enterState(session, { name: 'greeted', hello: state.hello });
}
