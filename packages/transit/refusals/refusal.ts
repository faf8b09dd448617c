/** What was refused: a login, a sender (MAIL), one recipient (RCPT), or a message (DATA). */
export type RefusalKind = 'login' | 'sender' | 'recipient' | 'message';

export interface Refusal {
  readonly kind: RefusalKind;
  /** The client's IP address. */
  readonly client: string;
  /** The name that the client gave in HELO or EHLO. */
  readonly helo?: string | undefined;
  readonly login?: string | undefined;
  readonly sender?: string | undefined;
  readonly recipient?: string | undefined;
  readonly mailId?: string | undefined;
  /** The reply to the client. */
  readonly reply: string;
}

/** Notes a refusal. Returns false in a flood: the refusal is only counted, and the caller should not log it either. */
export type NoteRefusal = (refusal: Refusal) => boolean;
