import type { ScramKeys } from './scram/keys.ts';

/** The two identities of a login. */
export interface Identities {
  /** The owner of the password (authentication identity). */
  authcid: string;
  /** The account to act as (authorization identity); empty when it is the same. */
  authzid: string;
}

/** Identities with a password to check. */
export interface Credentials extends Identities {
  password: string;
}

/** Identities with a token instead of a password (RFC 6750). */
export interface Bearer extends Identities {
  /** '' when the client has no token and asks which one it needs. */
  token: string;
}

/**
 * Why an exchange ends without credentials. `cancelled`: the client sent `*`; `malformed`: not base64 or not the
 * mechanism's grammar; `too-long`: over the limit; `unsupported`: no such mechanism; `not-bound`: not bound to this
 * channel; `not-proved`: the password is wrong.
 */
export type SaslError = 'cancelled' | 'malformed' | 'too-long' | 'unsupported' | 'not-bound' | 'not-proved';

/** The state of an exchange. It is independent of the protocol: SMTP, IMAP and POP3 wrap it in their lines. */
export type SaslStep =
  /** Send the challenge (base64, maybe empty), and pass the client's next line to `respond`. */
  | { challenge: string; respond: (line: string) => SaslStep }
  /** Look up the stored keys of these identities, and pass them to `proceed`. */
  | { keysOf: Identities; proceed: (keys: ScramKeys) => SaslStep }
  | { credentials: Credentials }
  | { bearer: Bearer }
  /** The connection has proved the identity; the client names an account, or none (''). */
  | { external: Identities }
  /** The client has proved that it knows the password of the keys. */
  | { proved: true }
  | { error: SaslError };

/** The result of a mechanism for one message of the client, base64 removed. */
export type MechanismStep =
  | { prompt: Buffer; next: Reader }
  | { keysOf: Identities; proceed: (keys: ScramKeys) => MechanismStep }
  | { credentials: Credentials }
  | { bearer: Bearer }
  | { external: Identities }
  | { proved: true }
  | { error: SaslError };

export type Reader = (message: Buffer) => MechanismStep;

/** What a mechanism needs to know of the connection. */
export interface SaslContext {
  /** The connection's channel bindings by name (RFC 9266, RFC 5929), each with its accepted values. Empty without TLS. */
  readonly bindings: ReadonlyMap<string, () => readonly Buffer[]>;
}

/** One mechanism: its first prompt, and the reader of the client's first message. */
export interface Mechanism {
  name: string;
  /** The client sends its password itself: offer it only where the connection is secure. */
  plaintext: boolean;
  /** Offered only where the connection has a channel binding. */
  needsBinding?: boolean;
  /** Sent when the client gave no initial response; empty for mechanisms where the client speaks first. */
  prompt: Buffer;
  first: (message: Buffer, context: SaslContext) => MechanismStep;
}
