/** What one POP3 server can be told; times in milliseconds, sizes in octets. */
export interface Pop3Settings {
  /** The name in the greeting. */
  readonly hostname: string;
  /** How long a client may take to log in, from the greeting on, however often it speaks. */
  readonly loginTimeout: number;
  /** Silence allowed to a logged-in client (RFC 1939 3). */
  readonly idleTimeout: number;
  /** A command with its line end at most (RFC 2449 4). */
  readonly maxCommandLine: number;
  /** Faulty commands after which the connection is closed. */
  readonly maxBadCommands: number;
  /** Failed logins after which the connection is closed. */
  readonly maxFailedLogins: number;
}

export const DEFAULT_SETTINGS: Pop3Settings = {
  hostname: 'localhost',
  loginTimeout: 120_000,
  idleTimeout: 600_000,
  maxCommandLine: 4_352,
  maxBadCommands: 10,
  maxFailedLogins: 5,
};
