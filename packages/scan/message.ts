/** A message in the form that a scanner gets. */
export interface ScannedMessage {
  /** The size in octets. */
  readonly size: number;
  /** Yields all octets in pieces; each call begins anew. */
  read(): AsyncIterable<Buffer>;
}

/** The envelope of a message (RFC 5321 2.3.1), and data of the session that brought it. */
export interface Envelope {
  /** Our id of the message. */
  readonly id: string;
  readonly clientAddress: string;
  /** The name given in EHLO or HELO. */
  readonly clientName: string | undefined;
  /** '' is the null reverse-path. */
  readonly reversePath: string;
  readonly recipients: readonly string[];
  /** The user who logged in. */
  readonly user: string | undefined;
  readonly tls: { readonly version?: string; readonly cipher?: string } | undefined;
  /** Our own host name. */
  readonly hostname: string;
}
