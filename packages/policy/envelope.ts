/** The client that brings a message. */
export interface Client {
  readonly address: string;
  /** Whether the client spoke before the greeting. */
  readonly isEarly: boolean;
  /** Returns how many unknown recipients its network named in this hour. */
  unknownRecipients(): Promise<number>;
}

/** What is known after MAIL. */
export interface Envelope {
  readonly client: Client;
  /** The name given in EHLO or HELO. */
  readonly helo: string;
  /** '' is the null reverse-path. */
  readonly reversePath: string;
}
