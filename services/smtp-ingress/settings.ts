import { AddressRanges } from '@postroom/net';

/** The settings of one server; times in milliseconds, sizes in octets. */
export interface SmtpSettings {
  /** The largest message (RFC 1870). */
  readonly maxMessageBytes: number;
  readonly maxHeaderBytes: number;
  /** The most Received fields; more are a sign of a loop (RFC 5321 6.3). */
  readonly maxReceived: number;
  /** The most recipients of a mail (RFC 5321 4.5.3.1.8). */
  readonly maxRecipients: number;
  /** The most deliveries to which the recipients of a mail may lead, after aliases. */
  readonly maxDeliveries: number;
  /** The most mail of one account that may wait to be sent later. */
  readonly held: { readonly mails: number; readonly bytes: number };
  /** Proxies that may tell for whom they speak (XCLIENT), and filters that may tell from whom a mail came (XFORWARD). */
  readonly xclientFrom: AddressRanges;
  readonly xforwardFrom: AddressRanges;
  /** Servers that may bring mail by LMTP. */
  readonly lmtpFrom: AddressRanges;
  /** Servers that may set the priority of their mail (RFC 6710), and the highest priority for our users. */
  readonly mtPriorityFrom: AddressRanges;
  readonly mtPriorityMax: number;
  /** How long a client may take to its login or, where none is needed, to its first accepted mail; the time of DATA does not count. */
  readonly startMs: number;
  /** How long a command line may take from its first octet to its end. */
  readonly lineMs: number;
  /** How long a client may take to send a message. */
  readonly dataMs: number;
  /** The number of errors since the last accepted mail that ends the session. From half of them on, replies to errors are delayed. */
  readonly maxErrors: number;
  readonly errorDelayMs: number;
  /** The number of failed logins that ends the session. */
  readonly maxFailedLogins: number;
}

export const DEFAULT_SETTINGS: SmtpSettings = {
  maxMessageBytes: 50 * 1024 * 1024,
  maxHeaderBytes: 1024 * 1024,
  maxReceived: 50,
  maxRecipients: 1000,
  maxDeliveries: 5000,
  held: { mails: 500, bytes: 512 * 1024 * 1024 },
  xclientFrom: AddressRanges.parse(''),
  xforwardFrom: AddressRanges.parse(''),
  lmtpFrom: AddressRanges.parse(''),
  mtPriorityFrom: AddressRanges.parse(''),
  mtPriorityMax: 0,
  startMs: 600_000,
  lineMs: 60_000,
  dataMs: 3_600_000,
  maxErrors: 20,
  errorDelayMs: 1_000,
  maxFailedLogins: 5,
};
