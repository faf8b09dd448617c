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
  /** `mark`: the decision is only recorded, and every message is accepted. */
  readonly mode: 'mark' | 'enforce';
  readonly rules: Rules;
  readonly thresholds: Thresholds;
  /** The time for one check. */
  readonly withinMs: number;
  /** Clients whose addresses are not looked up, besides those with private addresses (unless `asksPrivate`). */
  readonly exempt: AddressRanges;
  readonly asksPrivate: boolean;
  readonly tools: Tools;
  readonly readPolicies: (accountIds: readonly number[]) => Promise<readonly AccountPolicy[]>;
  /** The longest time until a changed rule has effect. */
  readonly freshMs: number;
  readonly metrics: PolicyMetrics;
}

/** Judges the messages that other servers bring. */
export interface Policy {
  /** Begins with a client, before its greeting. */
  screen(address: string, isEarly: boolean): Screening;
}

/** Judges one client and its messages, one after the other. */
export interface Screening {
  /** Whether the client should be disconnected before the greeting. */
  readonly isUnwelcome: boolean;
  /** Takes MAIL. Begins the look-ups while the client goes on. */
  mailFrom(helo: string, reversePath: string): void;
  /** Takes RCPT for a known recipient. Throws SmtpError. */
  recipient(address: string, accountIds: readonly number[]): Promise<void>;
  /** Takes RCPT for an unknown recipient. Returns whether the reply should be delayed. */
  unknownRecipient(): Promise<boolean>;
  /** Judges the complete message. */
  judge(message: Omit<MessageSource, 'envelope'>): Promise<PolicyVerdict>;
}

export interface PolicyVerdict {
  readonly refusal: SmtpError | undefined;
  /** The message is junk for all of its recipients. */
  readonly isJunk: boolean;
  /** Why, in words; '' when nothing was found. */
  readonly reason: string;
  /** By place: recipients for whom the message is junk or trusted, whatever it is for the others. */
  readonly places: ReadonlyMap<string, 'junk' | 'trusted'>;
  /** By place: recipients for whom the message goes to quarantine, and why. */
  readonly quarantine: ReadonlyMap<string, readonly Reason[]>;
  /** For the trace: a line for each check that found something, and one for the decision. */
  readonly lines: Readonly<
    Record<string, { result: string; seconds: number; score?: number; required?: number; reason?: string }>
  >;
}

/** What all screenings share. */
export interface PolicyContext extends PolicyOptions {
  readonly preferencesOf: (ids: readonly number[]) => Promise<Map<number, Preferences>>;
  /** The checks that are enabled. */
  readonly stages: Stages;
  isAsked(address: string): boolean;
}
