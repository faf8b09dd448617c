/** One aggregate report about a domain (RFC 9990 3.1). */
export interface DmarcReport {
  readonly kind: 'dmarc';
  readonly organization: string;
  /** The contact for questions about the report. */
  readonly contact: string;
  readonly reportId: string;
  readonly beginsAt: Date;
  readonly endsAt: Date;
  readonly policy: PublishedPolicy;
  readonly records: readonly DmarcRecord[];
  /** Whether records beyond the limit were left out. */
  readonly isCut: boolean;
}

export interface PublishedPolicy {
  /** In A-labels, in lower case. */
  readonly domain: string;
  /** none, quarantine or reject; '' where the report does not say. */
  readonly p: string;
  readonly sp: string;
  readonly np: string;
  /** r or s. */
  readonly adkim: string;
  readonly aspf: string;
  readonly isTesting: boolean;
}

/** A group of messages that have all of this in common. */
export interface DmarcRecord {
  /** The address of the server that sent them. */
  readonly source: string;
  readonly count: number;
  /** What the receiver did with them; `pass` for messages that passed. */
  readonly disposition: 'none' | 'pass' | 'quarantine' | 'reject';
  /** Whether DKIM passed in alignment with the author's domain. */
  readonly dkim: 'pass' | 'fail';
  readonly spf: 'pass' | 'fail';
  readonly headerFrom: string;
  readonly envelopeFrom: string;
  /** Why the policy was not applied, in the words of RFC 9990 3.1.6. */
  readonly overridden: string;
  readonly signatures: readonly DmarcSignature[];
  readonly spfResult: { readonly domain: string; readonly result: string };
}

export interface DmarcSignature {
  readonly domain: string;
  readonly selector: string;
  readonly result: string;
}
