/** The settings of one POP3 server; times in milliseconds, sizes in octets. */
export interface Pop3Settings {
  /** The name in the greeting. */
  readonly hostname: string;
  /** How long a client may take from the greeting to its login, even if it keeps sending commands. */
  readonly loginTimeout: number;
  /** How long a logged-in client may be silent (RFC 1939 3). */
  readonly idleTimeout: number;
  /** The longest command, line end included (RFC 2449 4). */
  readonly maxCommandLine: number;
  /** The number of bad commands after which the connection is closed. */
  readonly maxBadCommands: number;
  /** The number of failed logins after which the connection is closed. */
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
