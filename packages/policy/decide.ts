import type { Preferences } from './account-policies.ts';
import type { Check, Finding } from './check.ts';
import { REASONS } from './reasons.ts';
import type { Rules } from './rules.ts';
import { parseRule } from './rules.ts';
import { ruleFor, type SenderNames } from './sender-pattern.ts';

export interface Found {
  readonly check: Check;
  readonly finding: Finding;
}

export type Action = 'accept' | 'junk' | 'quarantine' | 'defer' | 'reject';

export interface Reason {
  /** The source of the reason: a check (`policy links`), or `sender` for a rule about the sender. */
  readonly by: string;
  /** In words. */
  readonly text: string;
}

/** The most characters of all reasons in one text. */
const MAX_WORDS = 400;

export function inWords(reasons: readonly Reason[]): string {
  return reasons
    .map(({ text }) => text)
    .join('; ')
    .slice(0, MAX_WORDS);
}

export interface Fate {
  readonly action: Action;
  /** The action where the message cannot be refused because other recipients accept it. */
  readonly taken: 'accept' | 'junk' | 'quarantine';
  readonly points: number;
  /** The reasons that had weight, the heaviest first. */
  readonly reasons: readonly Reason[];
  /** Subject and detail of the enhanced status code of a refusal (RFC 3463 2). */
  readonly status: string;
  /** The account, its domain or the platform always accepts this sender's messages. */
  readonly isTrusted: boolean;
}

export interface Thresholds {
  readonly junkPoints: number;
  /** 0 turns quarantine by points off. */
  readonly quarantinePoints: number;
  readonly rejectPoints: number;
}

/** RFC 3463 3.8: not authorised. */
const REFUSED = '7.1';

const GRAVITY: readonly Action[] = ['accept', 'junk', 'quarantine', 'defer', 'reject'];

/** Decides what happens to a message for one recipient. */
export function decide(
  found: readonly Found[],
  names: SenderNames,
  platform: Thresholds & { readonly rules: Rules },
  own: Preferences,
): Fate {
  const sender = ruleFor(own.senders, names);
  if (sender?.rule === 'never') {
    return {
      action: 'reject',
      taken: 'junk',
      points: 0,
      status: REFUSED,
      reasons: [{ by: 'sender', text: REASONS.unwanted(sender.pattern) }],
      isTrusted: false,
    };
  }
  const weighed = found.map((one) => weigh(one, platform.rules, own.rules)).filter(({ weight }) => weight !== 0);
  const points = Math.round(weighed.reduce((sum, { weight }) => sum + weight, 0) * 100) / 100;
  // The heaviest reason comes first.
  const heavy = weighed.toSorted((a, b) => gravity(b) - gravity(a) || b.weight - a.weight);
  const reasons = heavy.map(({ reason }) => reason);
  if (sender) {
    const always = [{ by: 'sender', text: REASONS.trusted(sender.pattern) }];
    return { action: 'accept', taken: 'accept', points, reasons: always, status: REFUSED, isTrusted: true };
  }
  const byPoints = ofPoints(points, {
    junkPoints: own.junkPoints ?? platform.junkPoints,
    quarantinePoints: own.quarantinePoints ?? platform.quarantinePoints,
    rejectPoints: own.rejectPoints ?? platform.rejectPoints,
  });
  const actions = [...byPoints, ...weighed.map((one) => one.action)];
  const action = worst(actions);
  const ifTaken = actions.includes('quarantine') ? 'quarantine' : 'junk';
  // With several reasons no code says it all.
  const status = (heavy.length === 1 ? heavy[0]?.status : undefined) ?? REFUSED;
  return { action, taken: action === 'accept' ? 'accept' : ifTaken, points, reasons, status, isTrusted: false };
}

/** Returns all actions that this many points suffice for. */
function ofPoints(points: number, { junkPoints, quarantinePoints, rejectPoints }: Thresholds): Action[] {
  return [
    ...(points >= junkPoints ? (['junk'] as const) : []),
    ...(quarantinePoints > 0 && points >= quarantinePoints ? (['quarantine'] as const) : []),
    ...(points >= rejectPoints ? (['reject'] as const) : []),
  ];
}

interface Weighed {
  readonly action: Action;
  /** The points; a rule that names an action counts as DECISION_POINTS. */
  readonly weight: number;
  readonly reason: Reason;
  readonly status: string | undefined;
}

function gravity({ action }: Weighed): number {
  return GRAVITY.indexOf(action);
}

/** The weight of a rule that names an action instead of points. */
const DECISION_POINTS = 5;

function weigh({ check, finding }: Found, platform: Rules, own: Rules): Weighed {
  const chosen = own.get(check.name) ?? platform.get(check.name);
  const rule = chosen ?? parseRule(check.rule);
  const { status } = finding;
  const reason = { by: `policy ${check.name}`, text: finding.reason };
  if (!rule || rule.action === 'off') return { action: 'accept', weight: 0, reason, status };
  if (rule.action !== 'points') return { action: rule.action, weight: DECISION_POINTS, reason, status };
  // Chosen points win over those of the finding; the default points of a check do not.
  const weight = chosen ? (chosen.points ?? finding.points ?? Number(check.rule)) : (finding.points ?? rule.points);
  return { action: 'accept', weight: Number.isFinite(weight) ? (weight as number) : 1, reason, status };
}

export function worst(actions: readonly Action[]): Action {
  return GRAVITY[Math.max(...actions.map((action) => GRAVITY.indexOf(action)))] ?? 'accept';
}
