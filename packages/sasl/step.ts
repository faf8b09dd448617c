import type { ScramKeys } from './scram/keys.ts';

/** Who wants to log in as whom. */
export interface Identities {
  /** Whose password it is (authentication identity). */
  authcid: string;
  /** Whom to act as (authorization identity); empty: the same. */
  authzid: string;
}

/** The same, with a password to check. */
export interface Credentials extends Identities {
  password: string;
}

/** The same, with a token that stands for it (RFC 6750). */
export interface Bearer extends Identities {
  /** '': there is none, and the client wants to hear which one it needs. */
  token: string;
}

/**
 * Why an exchange ends without credentials. `cancelled`: the client sent `*`; `malformed`: not base64 or not the
 * mechanism's grammar; `too-long`: over the bound; `unsupported`: no such mechanism; `not-bound`: it is not bound to this
 * channel; `not-proved`: the password is another.
 */
export type SaslError = 'cancelled' | 'malformed' | 'too-long' | 'unsupported' | 'not-bound' | 'not-proved';

/** Where an exchange stands. Nothing in it is bound to a protocol: SMTP, IMAP and POP3 wrap it in their lines. */
export type SaslStep =
  /** Send the challenge (base64, maybe empty), pass the client's next line to `respond`. */
  | { challenge: string; respond: (line: string) => SaslStep }
  /** Look up what is kept of a password, and pass it to `proceed`. */
  | { keysOf: Identities; proceed: (keys: ScramKeys) => SaslStep }
  | { credentials: Credentials }
  | { bearer: Bearer }
  /** The connection has proved who it is; an account is named, or none (''). */
  | { external: Identities }
  /** The client has proved that it knows the password whose keys it was given. */
  | { proved: true }
  | { error: SaslError };

/** What a mechanism makes of one message of the client, base64 removed. */
export type MechanismStep =
  | { prompt: Buffer; next: Reader }
  | { keysOf: Identities; proceed: (keys: ScramKeys) => MechanismStep }
  | { credentials: Credentials }
  | { bearer: Bearer }
  | { external: Identities }
  | { proved: true }
  | { error: SaslError };

export type Reader = (message: Buffer) => MechanismStep;

/** What is known of the connection. */
export interface SaslContext {
  /** Types of channel binding that it has (RFC 9266, RFC 5929), with what they are bound to; any of several. None without TLS. */
  readonly bindings: ReadonlyMap<string, () => readonly Buffer[]>;
}

/** One mechanism: what it says first, and how it reads what the client says first. */
export interface Mechanism {
  name: string;
  /** The client's password crosses the wire: offer it only where the connection is secure. */
  plaintext: boolean;
  /** Offered only where there is a channel to be bound to. */
  needsBinding?: boolean;
  /** Sent when the client gave no initial response; empty for mechanisms where the client speaks first. */
  prompt: Buffer;
  first: (message: Buffer, context: SaslContext) => MechanismStep;
}
