/** One aggregate report about a domain (RFC 9990 3.1). */
export interface DmarcReport {
  readonly kind: 'dmarc';
  readonly organization: string;
  /** Where to ask about it. */
  readonly contact: string;
  readonly reportId: string;
  readonly beginsAt: Date;
  readonly endsAt: Date;
  readonly policy: PublishedPolicy;
  readonly records: readonly DmarcRecord[];
  /** Records behind the bound are left out. */
  readonly isCut: boolean;
}

export interface PublishedPolicy {
  /** In A-labels, in lower case. */
  readonly domain: string;
  /** none, quarantine, reject; '' where it is not said. */
  readonly p: string;
  readonly sp: string;
  readonly np: string;
  /** r or s. */
  readonly adkim: string;
  readonly aspf: string;
  readonly isTesting: boolean;
}

/** Mails that are alike in all of this. */
export interface DmarcRecord {
  /** The address of the server that brought them. */
  readonly source: string;
  readonly count: number;
  /** What became of them; `pass`: nothing, since they passed. */
  readonly disposition: 'none' | 'pass' | 'quarantine' | 'reject';
  /** Whether it passed in alignment with the author's domain. */
  readonly dkim: 'pass' | 'fail';
  readonly spf: 'pass' | 'fail';
  readonly headerFrom: string;
  readonly envelopeFrom: string;
  /** Why the policy was not followed, by the words of RFC 9990 3.1.6. */
  readonly overridden: string;
  readonly signatures: readonly DmarcSignature[];
  readonly spfResult: { readonly domain: string; readonly result: string };
}

export interface DmarcSignature {
  readonly domain: string;
  readonly selector: string;
  readonly result: string;
}
