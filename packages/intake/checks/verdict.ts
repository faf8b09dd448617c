import type { StagedBlob } from '@postroom/blobs';
import type { Authenticated } from '@postroom/directory';
import type { Screening } from '@postroom/policy';
import type { Span } from '@postroom/service';
import type { SmtpError } from '@postroom/smtp';
import type { Quarantine, ScanSummary } from '@postroom/transit';
import type { Span as Octets } from '../header/cut.ts';
import type { HeaderFacts } from '../header/facts.ts';
import type { Places } from '../places.ts';
import type { Trace } from '../trace.ts';

/** A message that has come whole and is not accepted yet. */
export interface Incoming {
  /** As it came, before anything was taken out. */
  readonly raw: StagedBlob;
  readonly message: StagedBlob;
  readonly facts: HeaderFacts;
  readonly trace: Trace;
  readonly places: Places;
  /** The client that brought it, as the policy knows it; null: nothing is asked about it. */
  readonly screening?: Screening | null;
  /** Who logged in. */
  readonly user: Authenticated | null;
  /** It is passed on as it is (RFC 5322 3.6.6): whoever hands it over has seen that the user may. */
  readonly isResent?: boolean;
  /** It came as binary and is (RFC 3030 3). */
  readonly isBinary?: boolean;
  /** The span that accepts the mail. */
  readonly span: Span;
  /** Comes when the client is no longer there. Asked for by checks that take long. */
  readonly gone: () => AbortSignal;
}

/** Why a mail is kept apart. */
export type KeptApart = Pick<Quarantine, 'reason' | 'found' | 'isDangerous'>;

/** What a check thinks of a message. */
export interface Verdict {
  /** What the client is told instead of a 250. */
  readonly refusal?: SmtpError | null;
  /** It is filed as \Junk. */
  readonly spam?: boolean;
  /** Its author is not who it says, or nobody knows: nobody's trust in that address is meant for it. */
  readonly isUnproven?: boolean;
  /** By place: those for whom it is Junk, and those who always take what its sender writes. */
  readonly places?: ReadonlyMap<string, 'junk' | 'trusted'>;
  /** By place: those for whom it is kept apart. */
  readonly quarantine?: ReadonlyMap<string, KeptApart>;
  /** Whole lines of fields for the front of the message. */
  readonly lines?: readonly string[];
  /** What of its header must go. */
  readonly remove?: readonly Octets[];
  /** What scanners said, for the trace of the mail. */
  readonly scans?: Readonly<Record<string, ScanSummary>>;
}
