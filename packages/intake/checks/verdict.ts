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

/** A message that has arrived completely and is not accepted yet. */
export interface Incoming {
  /** The message as it arrived, before fields were taken out. */
  readonly raw: StagedBlob;
  readonly message: StagedBlob;
  readonly facts: HeaderFacts;
  readonly trace: Trace;
  readonly places: Places;
  /** The policy's view of the client that delivered it; null when the policy does not check it. */
  readonly screening?: Screening | null;
  /** The user who has logged in, if any. */
  readonly user: Authenticated | null;
  /** Whether it is resent unchanged (RFC 5322 3.6.6). The caller has checked that the user may do that. */
  readonly isResent?: boolean;
  /** Whether it was sent as binary and really is (RFC 3030 3). */
  readonly isBinary?: boolean;
  /** The span that accepts the message. */
  readonly span: Span;
  /** Returns a signal that is aborted when the client leaves. Checks that take long use it. */
  readonly gone: () => AbortSignal;
}

/** Why a message is quarantined. */
export type KeptApart = Pick<Quarantine, 'reason' | 'found' | 'isDangerous'>;

/** What a check says about a message. */
export interface Verdict {
  /** The reply that the client gets instead of 250. */
  readonly refusal?: SmtpError | null;
  /** Whether it is filed as \Junk. */
  readonly spam?: boolean;
  /** Whether its author is not proven: then rules that trust the author's address do not apply. */
  readonly isUnproven?: boolean;
  /** For each place: whether it is Junk there, or whether its recipient always accepts mail from this sender. */
  readonly places?: ReadonlyMap<string, 'junk' | 'trusted'>;
  /** For each place where it is quarantined: why. */
  readonly quarantine?: ReadonlyMap<string, KeptApart>;
  /** Complete field lines to put in front of the message. */
  readonly lines?: readonly string[];
  /** Parts of the header to remove. */
  readonly remove?: readonly Octets[];
  /** Results of checks and scanners for the message's trace. */
  readonly scans?: Readonly<Record<string, ScanSummary>>;
}
