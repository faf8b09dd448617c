/** A message as a scanner gets it. */
export interface ScannedMessage {
  /** Octets. */
  readonly size: number;
  /** The octets from the first to the last, a piece at a time; each call begins anew. */
  read(): AsyncIterable<Buffer>;
}

/** What is known of a message beside its octets (RFC 5321 2.3.1), and of the session that brought it. */
export interface Envelope {
  /** Our id of the mail. */
  readonly id: string;
  readonly clientAddress: string;
  /** What the client said in EHLO or HELO. */
  readonly clientName: string | undefined;
  /** '' is the null reverse-path. */
  readonly reversePath: string;
  readonly recipients: readonly string[];
  /** Who logged in. */
  readonly user: string | undefined;
  readonly tls: { readonly version?: string; readonly cipher?: string } | undefined;
  /** The name this platform gives itself. */
  readonly hostname: string;
}
