import { isPublicAddress } from '@postroom/net';
import { createPreferences } from './account-policies.ts';
import { CHECKS } from './checks/index.ts';
import type { Policy, PolicyContext, PolicyOptions } from './context.ts';
import { parseRule } from './rules.ts';
import { byStage } from './stages.ts';
import { createVisit } from './visit.ts';

export function createPolicy(options: PolicyOptions): Policy {
  const { rules, exempt, asksPrivate } = options;
  const context: PolicyContext = {
    ...options,
    preferencesOf: createPreferences(options.readPolicies, options.freshMs),
    stages: byStage(CHECKS.filter(({ name, rule }) => (rules.get(name) ?? parseRule(rule))?.action !== 'off')),
    isAsked: (address) => !exempt.has(address) && (asksPrivate || isPublicAddress(address)),
  };
  return { visit: (address, isEarly) => createVisit(context, address, isEarly) };
}
