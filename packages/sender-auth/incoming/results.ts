/** The results of a method (RFC 8601 2.7). */
export type Result = 'none' | 'pass' | 'fail' | 'softfail' | 'neutral' | 'policy' | 'temperror' | 'permerror';

export type Policy = 'none' | 'quarantine' | 'reject';

/** One result as a field shows it: `spf=pass smtp.mailfrom=example.org`. */
interface Said {
  readonly result: Result;
  /** For the Authentication-Results field (RFC 8601 2.2), without line ends. */
  readonly info: string;
}

/** The result of one signature (RFC 6376). */
export interface DkimResult extends Said {
  /** d=, in lower case; '' where there is none. */
  readonly domain: string;
  readonly selector: string;
}

/** The result for the reverse-path, or for the HELO name where the reverse-path is null (RFC 7208 2.4). */
export interface SpfResult extends Said {
  readonly domain: string;
}

/** The result of the ARC chain (RFC 8617). */
export interface ArcResult extends Said {
  /** The domain of the newest seal, and the DMARC result that it vouches for; '' and undefined where there is none. */
  readonly sealer: string;
  readonly dmarc: string | undefined;
  /** DNS did not answer for a key. Such a chain has failed (RFC 8617 5.2.1), and may be valid. */
  readonly isUndecided?: boolean;
}

export const UNSEALED: ArcResult = { result: 'none', info: '', sealer: '', dmarc: undefined };

/** The result of DMARC (RFC 9989). */
export interface DmarcResult extends Said {
  /** The Author Domain; '' where there is none or more than one. */
  readonly domain: string;
  /** The policy that the owner asks for messages that fail. */
  readonly policy: Policy;
  /** The published record and the aligned results; only for a message that passed or failed. */
  readonly evaluated?: EvaluatedDmarc;
  /** Why there is no Author Domain. */
  readonly reason?: string;
}

/** What an aggregate report to the owner of a domain needs besides the results (RFC 9990 3.1). */
export interface EvaluatedDmarc {
  /** The domain with the record, and the Organizational Domain, in A-labels. */
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

/** All results of a message. */
export interface SenderResults {
  readonly spf: SpfResult;
  /** The result for the HELO name, besides the reverse-path (RFC 7208 2.3), where its owner publishes SPF. No decision depends on it. */
  readonly helo?: SpfResult | undefined;
  /** At least one. */
  readonly dkim: readonly DkimResult[];
  readonly arc: ArcResult;
  readonly dmarc: DmarcResult;
}
