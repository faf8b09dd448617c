/** RFC 8601 2.7: what a method can come to. */
export type Result = 'none' | 'pass' | 'fail' | 'softfail' | 'neutral' | 'policy' | 'temperror' | 'permerror';

export type Policy = 'none' | 'quarantine' | 'reject';

/** One result as a field says it: `spf=pass smtp.mailfrom=example.org`. */
interface Said {
  readonly result: Result;
  /** For the Authentication-Results field (RFC 8601 2.2), without line ends. */
  readonly info: string;
}

/** Of one signature (RFC 6376). */
export interface DkimResult extends Said {
  /** d=, in lower case; '' where there is none. */
  readonly domain: string;
  readonly selector: string;
}

/** Of the reverse-path, or of the HELO name where that is null (RFC 7208 2.4). */
export interface SpfResult extends Said {
  readonly domain: string;
}

/** RFC 8617. */
export interface ArcResult extends Said {
  /** Who sealed last, and what that one found by DMARC before; '' and undefined: nobody, nothing. */
  readonly sealer: string;
  readonly dmarc: string | undefined;
}

export const UNSEALED: ArcResult = { result: 'none', info: '', sealer: '', dmarc: undefined };

/** RFC 9989. */
export interface DmarcResult extends Said {
  /** The Author Domain; '' where there is none or more than one. */
  readonly domain: string;
  /** What its owner asks for mail that fails. */
  readonly policy: Policy;
  /** What its owner published, and which of both passed in alignment; of a message that passed or failed. */
  readonly evaluated?: EvaluatedDmarc;
  /** Why there is no Author Domain. */
  readonly reason?: string;
}

/** What a report to the owner of a domain needs beside the results (RFC 9990 3.1). */
export interface EvaluatedDmarc {
  /** Where the record is, and the Organizational Domain, in A-labels. */
  readonly policyDomain: string;
  readonly organizationalDomain: string;
  readonly record: string;
  readonly p: string;
  readonly sp: string;
  readonly np: string;
  readonly isTesting: boolean;
  readonly isDkimStrict: boolean;
  readonly isSpfStrict: boolean;
  readonly dkim: 'pass' | 'fail';
  readonly spf: 'pass' | 'fail';
}

/** What is known of who sent a message. */
export interface SenderResults {
  readonly spf: SpfResult;
  /** Of the HELO name beside the reverse-path (RFC 7208 2.3), where its owner says anything. Nothing is decided by it. */
  readonly helo?: SpfResult | undefined;
  /** At least one. */
  readonly dkim: readonly DkimResult[];
  readonly arc: ArcResult;
  readonly dmarc: DmarcResult;
}
