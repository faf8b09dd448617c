/** The network that tries to log in, and the account that it tries. */
export interface LoginParty {
  network: string;
  /** The account's address; the account need not exist. */
  account: string;
}

/** Counts login tries in a place that all services share. A try counts from its beginning, and is taken back unless it fails. */
export interface LoginTries {
  /** Counts a try. Returns the failures so far that count against this party. Throws too-many-failures. */
  begin(party: LoginParty): Promise<number>;
  succeeded(party: LoginParty): Promise<void>;
  /** Takes a try back of which nobody knows whether the password was right. */
  abandoned(party: LoginParty): Promise<void>;
}
