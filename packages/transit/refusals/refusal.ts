/** What was refused: a login, a sender (MAIL), one recipient (RCPT), or a message (DATA). */
export type RefusalKind = 'login' | 'sender' | 'recipient' | 'message';

export interface Refusal {
  readonly kind: RefusalKind;
  /** The client's address. */
  readonly client: string;
  /** How it called itself. */
  readonly helo?: string | undefined;
  readonly login?: string | undefined;
  readonly sender?: string | undefined;
  readonly recipient?: string | undefined;
  readonly mailId?: string | undefined;
  /** What it was told. */
  readonly reply: string;
}

/** Notes a refusal; false in a flood, when it is only counted and nobody should write a line about it. */
export type NoteRefusal = (refusal: Refusal) => boolean;
