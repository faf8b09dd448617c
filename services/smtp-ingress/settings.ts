import { AddressRanges } from '@postroom/net';

/** What one server can be told; times in milliseconds, sizes in octets. */
export interface SmtpSettings {
  /** Octets of a message at most (RFC 1870). */
  readonly maxMessageBytes: number;
  readonly maxHeaderBytes: number;
  /** Received fields at most; more is a loop (RFC 5321 6.3). */
  readonly maxReceived: number;
  /** Recipients of a mail at most (RFC 5321 4.5.3.1.8). */
  readonly maxRecipients: number;
  /** Places that the recipients of a mail may lead to, after aliases. */
  readonly maxDeliveries: number;
  /** What of an account waits at most to be sent later. */
  readonly held: { readonly mails: number; readonly bytes: number };
  /** Proxies that may say for whom they speak (XCLIENT), and filters that may say from whom a mail was (XFORWARD). */
  readonly xclientFrom: AddressRanges;
  readonly xforwardFrom: AddressRanges;
  /** Servers that may bring mail by LMTP. */
  readonly lmtpFrom: AddressRanges;
  /** Servers that may say how urgent their mail is (RFC 6710), and how urgent that of our users may be at most. */
  readonly mtPriorityFrom: AddressRanges;
  readonly mtPriorityMax: number;
  /** How long a client may take to its login, or where none is needed to its first accepted mail; DATA does not count. */
  readonly startMs: number;
  /** How long a command line may take from its first octet to its end. */
  readonly lineMs: number;
  /** How long the octets of a message may take. */
  readonly dataMs: number;
  /** Errors of a client, since its last accepted mail, at which its session ends. Each from the half on is answered late. */
  readonly maxErrors: number;
  readonly errorDelayMs: number;
  /** Failed logins at which a session ends. */
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
