/** Who wants to log in as whom, with a password to check. */
export interface Credentials {
  /** Whose password it is (authentication identity). */
  authcid: string;
  /** Whom to act as (authorization identity); empty: the same. */
  authzid: string;
  password: string;
}

/**
 * Why an exchange ends without credentials. `cancelled`: the client sent `*`; `malformed`: not base64 or not the
 * mechanism's grammar; `too-long`: over the bound; `unsupported`: no such mechanism.
 */
export type SaslError = 'cancelled' | 'malformed' | 'too-long' | 'unsupported';

/** Where an exchange stands. Nothing in it is bound to a protocol: SMTP, IMAP and POP3 wrap it in their lines. */
export type SaslStep =
  /** Send the challenge (base64, maybe empty), pass the client's next line to `respond`. */
  { challenge: string; respond: (line: string) => SaslStep } | { credentials: Credentials } | { error: SaslError };

/** What a mechanism makes of one message of the client, base64 removed. */
export type MechanismStep = { prompt: Buffer; next: Reader } | { credentials: Credentials } | { error: SaslError };
export type Reader = (message: Buffer) => MechanismStep;

/** One mechanism: what it says first, and how it reads what the client says first. */
export interface Mechanism {
  name: string;
  /** The client's password crosses the wire: offer it only where the connection is secure. */
  plaintext: boolean;
  /** Sent when the client gave no initial response; empty for mechanisms where the client speaks first. */
  prompt: Buffer;
  first: Reader;
}
