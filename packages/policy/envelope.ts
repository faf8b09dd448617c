/** Who brings a mail. */
export interface Client {
  readonly address: string;
  /** It spoke before it was greeted. */
  readonly isEarly: boolean;
  /** How many its network named in this hour who are not here. */
  unknownRecipients(): Promise<number>;
}

/** What is known behind MAIL. */
export interface Envelope {
  readonly client: Client;
  /** As it was given in EHLO or HELO. */
  readonly helo: string;
  /** '' is the null reverse-path. */
  readonly reversePath: string;
}
