import type { AccountPolicy } from '@postroom/directory';
import type { AddressRanges } from '@postroom/net';
import type { SmtpError } from '@postroom/smtp';
import type { Preferences } from './account-policies.ts';
import type { Tools } from './check.ts';
import type { Reason, Thresholds } from './decide.ts';
import type { MessageSource } from './message/message.ts';
import type { PolicyMetrics } from './metrics.ts';
import type { Rules } from './rules.ts';
import type { Stages } from './stages.ts';

export interface PolicyOptions {
  /** `mark`: what would become of mails is written down, and all are taken. */
  readonly mode: 'mark' | 'enforce';
  readonly rules: Rules;
  readonly thresholds: Thresholds;
  /** What one check gets. */
  readonly withinMs: number;
  /** Clients that are not asked about, beside those with private addresses unless `asksPrivate`. */
  readonly exempt: AddressRanges;
  readonly asksPrivate: boolean;
  readonly tools: Tools;
  readonly readPolicies: (accountIds: readonly number[]) => Promise<readonly AccountPolicy[]>;
  /** How late a changed rule is noticed, ms. */
  readonly freshMs: number;
  readonly metrics: PolicyMetrics;
}

/** What is looked at, and decided, of the mails that other servers bring. */
export interface Policy {
  /** A client that is about to be greeted. */
  screen(address: string, isEarly: boolean): Screening;
}

/** One client and its mails, one after the other. */
export interface Screening {
  /** Whether it is let go before anything is said. */
  readonly isUnwelcome: boolean;
  /** MAIL came. What has to be looked up is asked for now, while the client goes on. */
  mailFrom(helo: string, reversePath: string): void;
  /** RCPT came for somebody who is here. Throws SmtpError. */
  recipient(address: string, accountIds: readonly number[]): Promise<void>;
  /** RCPT came for somebody who is not here. Whether the answer should be late. */
  unknownRecipient(): Promise<boolean>;
  /** The message is there. */
  judge(message: Omit<MessageSource, 'envelope'>): Promise<PolicyVerdict>;
}

export interface PolicyVerdict {
  readonly refusal: SmtpError | undefined;
  /** For all of its recipients. */
  readonly isJunk: boolean;
  /** Why, in words; '' when nothing was found. */
  readonly reason: string;
  /** By place: those for whom it is something else than for the others. */
  readonly places: ReadonlyMap<string, 'junk' | 'trusted'>;
  /** By place: those for whom it is kept apart, and why. */
  readonly quarantine: ReadonlyMap<string, readonly Reason[]>;
  /** A line for each check that found something, and one for all, for the trace. */
  readonly lines: Readonly<
    Record<string, { result: string; seconds: number; score?: number; required?: number; reason?: string }>
  >;
}

/** What a screening stands on. */
export interface PolicyContext extends PolicyOptions {
  readonly preferencesOf: (ids: readonly number[]) => Promise<Map<number, Preferences>>;
  /** The checks that run here. */
  readonly stages: Stages;
  isAsked(address: string): boolean;
}
