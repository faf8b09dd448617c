import type { AccountPolicy } from '@postroom/directory';
import { parseRule, type Rule, type Rules } from './rules.ts';
import { type SenderMatcher, senderMatcher } from './sender-pattern.ts';

/** Thresholds and rules of an account, where they differ from the platform's. */
export interface Preferences {
  readonly junkPoints: number | null;
  readonly quarantinePoints: number | null;
  readonly rejectPoints: number | null;
  readonly rules: Rules;
  /** The nearest scope first. */
  readonly senders: readonly (readonly SenderMatcher[])[];
}

export const NO_PREFERENCES: Preferences = {
  junkPoints: null,
  quarantinePoints: null,
  rejectPoints: null,
  rules: new Map(),
  senders: [],
};

export type ReadPolicies = (accountIds: readonly number[]) => Promise<readonly AccountPolicy[]>;

const MAX_REMEMBERED = 10_000;

/** Returns a function that reads the preferences of accounts and remembers them for `freshMs`. It rejects when `read` does. */
export function createPreferences(
  read: ReadPolicies,
  freshMs: number,
): (ids: readonly number[]) => Promise<Map<number, Preferences>> {
  const remembered = new Map<number, { until: number; found: Preferences }>();

  return async (ids) => {
    const now = performance.now();
    const known = new Map<number, Preferences>();
    for (const id of ids) {
      const one = remembered.get(id);
      if (one && one.until > now) known.set(id, one.found);
    }
    const unknown = [...new Set(ids)].filter((id) => !known.has(id));
    if (unknown.length === 0) return known;
    if (remembered.size + unknown.length > MAX_REMEMBERED) remembered.clear();
    for (const policy of await read(unknown)) {
      const found = preferencesOf(policy);
      known.set(policy.accountId, found);
      remembered.set(policy.accountId, { until: now + freshMs, found });
    }
    return known;
  };
}

function preferencesOf({ settings, rules }: AccountPolicy): Preferences {
  return {
    junkPoints: nearest(settings, ({ junkPoints }) => junkPoints),
    quarantinePoints: nearest(settings, ({ quarantinePoints }) => quarantinePoints),
    rejectPoints: nearest(settings, ({ rejectPoints }) => rejectPoints),
    rules: new Map(settings.toReversed().flatMap(({ checks }) => Object.entries(checks).flatMap(readable))),
    senders: rules.map((scope) => scope.map(senderMatcher)),
  };
}

type Settings = AccountPolicy['settings'];

function nearest(settings: Settings, of: (one: Settings[number]) => number | null): number | null {
  return settings.map(of).find((value) => value !== null) ?? null;
}

/** Ignores a rule that cannot be parsed, such as one that a later release wrote. */
function readable([name, text]: [string, string]): [string, Rule][] {
  const rule = parseRule(text);
  return rule ? [[name, rule]] : [];
}
