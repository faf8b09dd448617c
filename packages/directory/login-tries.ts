/** Who tries a password, and whose. */
export interface LoginParty {
  network: string;
  /** Its address, whether or not there is such an account. */
  account: string;
}

/** Counts tries at passwords somewhere all services share: from their beginning, and given back when they were no failure. */
export interface LoginTries {
  /** Returns the failures counted so far that speak against this one. Throws too-many-failures. */
  begin(party: LoginParty): Promise<number>;
  succeeded(party: LoginParty): Promise<void>;
  /** Nobody said whether the password was right. */
  abandoned(party: LoginParty): Promise<void>;
}
