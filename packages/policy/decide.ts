import type { Preferences } from './account-policies.ts';
import type { Check, Finding } from './check.ts';
import type { Rules } from './rules.ts';
import { parseRule } from './rules.ts';
import { ruleFor, type SenderNames } from './sender-pattern.ts';

export interface Found {
  readonly check: Check;
  readonly finding: Finding;
}

export type Action = 'accept' | 'junk' | 'quarantine' | 'defer' | 'reject';

export interface Reason {
  /** What found it: a check (`policy links`), or `sender` for what is said of who wrote. */
  readonly by: string;
  /** In words. */
  readonly text: string;
}

/** Characters of reasons in one text. */
const MAX_WORDS = 400;

export function inWords(reasons: readonly Reason[]): string {
  return reasons
    .map(({ text }) => text)
    .join('; ')
    .slice(0, MAX_WORDS);
}

export interface Fate {
  readonly action: Action;
  /** What is done instead where the mail cannot be refused, since others take it. */
  readonly taken: 'accept' | 'junk' | 'quarantine';
  readonly points: number;
  /** Of what had weight. */
  readonly reasons: readonly Reason[];
  /** The account, its domain or the platform always takes what this sender writes. */
  readonly isTrusted: boolean;
}

export interface Thresholds {
  readonly junkPoints: number;
  /** 0: none. */
  readonly quarantinePoints: number;
  readonly rejectPoints: number;
}

const GRAVITY: readonly Action[] = ['accept', 'junk', 'quarantine', 'defer', 'reject'];

/** What becomes of a mail for one recipient. */
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
      reasons: [{ by: 'sender', text: `mail from ${sender.pattern} is not wanted here` }],
      isTrusted: false,
    };
  }
  const weighed = found.map((one) => weigh(one, platform.rules, own.rules)).filter(({ weight }) => weight !== 0);
  const points = Math.round(weighed.reduce((sum, { weight }) => sum + weight, 0) * 100) / 100;
  // What weighs most is said first.
  const heavy = weighed.toSorted((a, b) => gravity(b) - gravity(a) || b.weight - a.weight);
  const reasons = heavy.map(({ reason }) => reason);
  if (sender) {
    const always = [{ by: 'sender', text: `mail from ${sender.pattern} is always taken` }];
    return { action: 'accept', taken: 'accept', points, reasons: always, isTrusted: true };
  }
  const byPoints = ofPoints(points, {
    junkPoints: own.junkPoints ?? platform.junkPoints,
    quarantinePoints: own.quarantinePoints ?? platform.quarantinePoints,
    rejectPoints: own.rejectPoints ?? platform.rejectPoints,
  });
  const actions = [...byPoints, ...weighed.map((one) => one.action)];
  const action = worst(actions);
  const ifTaken = actions.includes('quarantine') ? 'quarantine' : 'junk';
  return { action, taken: action === 'accept' ? 'accept' : ifTaken, points, reasons, isTrusted: false };
}

/** All that so many points are enough for. */
function ofPoints(points: number, { junkPoints, quarantinePoints, rejectPoints }: Thresholds): Action[] {
  return [
    ...(points >= junkPoints ? (['junk'] as const) : []),
    ...(quarantinePoints > 0 && points >= quarantinePoints ? (['quarantine'] as const) : []),
    ...(points >= rejectPoints ? (['reject'] as const) : []),
  ];
}

interface Weighed {
  readonly action: Action;
  /** What is decided counts, but has no points. */
  readonly weight: number;
  readonly reason: Reason;
}

function gravity({ action }: Weighed): number {
  return GRAVITY.indexOf(action);
}

/** Points that a decision counts as beside others. */
const DECISION_POINTS = 5;

function weigh({ check, finding }: Found, platform: Rules, own: Rules): Weighed {
  const chosen = own.get(check.name) ?? platform.get(check.name);
  const rule = chosen ?? parseRule(check.rule);
  const reason = { by: `policy ${check.name}`, text: finding.reason };
  if (!rule || rule.action === 'off') return { action: 'accept', weight: 0, reason };
  if (rule.action !== 'points') return { action: rule.action, weight: DECISION_POINTS, reason };
  // What somebody chose is meant; what a check comes with gives way to what it found.
  const weight = chosen ? (chosen.points ?? finding.points ?? Number(check.rule)) : (finding.points ?? rule.points);
  return { action: 'accept', weight: Number.isFinite(weight) ? (weight as number) : 1, reason };
}

export function worst(actions: readonly Action[]): Action {
  return GRAVITY[Math.max(...actions.map((action) => GRAVITY.indexOf(action)))] ?? 'accept';
}
