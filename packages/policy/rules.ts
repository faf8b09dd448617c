import { CHECKS } from './checks/index.ts';

/** What happens after a finding. */
export interface Rule {
  readonly action: 'off' | 'points' | 'junk' | 'quarantine' | 'defer' | 'reject';
  /** Replaces the points of the check. */
  readonly points?: number;
}

const RULE = /^(?:off|on|junk|quarantine|defer|reject|-?\d{1,3}(?:\.\d{1,2})?)$/;

/** Parses a rule; returns undefined when it is none. */
export function parseRule(text: string): Rule | undefined {
  if (!RULE.test(text)) return undefined;
  if (text === 'on') return { action: 'points' };
  const points = Number(text);
  return Number.isNaN(points) ? { action: text as Rule['action'] } : { action: 'points', points };
}

export type Rules = ReadonlyMap<string, Rule>;

/** Returns the rules by the names of their checks. Throws an Error that names the unknown check or the faulty rule. */
export function parseRules(entries: readonly (readonly [name: string, rule: string])[]): Rules {
  return new Map(
    entries.map(([name, text]) => {
      if (!CHECKS.some((check) => check.name === name)) {
        throw new Error(`${JSON.stringify(name)} is none of ${CHECKS.map((check) => check.name).join(', ')}`);
      }
      const rule = parseRule(text);
      if (!rule)
        throw new Error(`${name}=${text}: a rule is a number of points, off, on, junk, quarantine, defer or reject`);
      return [name, rule];
    }),
  );
}

/** Reads `links=off, helo=3, greylist=defer`. */
export function parseRulesText(text: string): Rules {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== '');
  return parseRules(
    entries.map((entry) => {
      const [name = '', rule = ''] = entry.toLowerCase().split('=', 2);
      return [name, rule];
    }),
  );
}
