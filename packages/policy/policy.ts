import { isPublicAddress } from '@postroom/net';
import { createPreferences } from './account-policies.ts';
import { CHECKS } from './checks/index.ts';
import type { Policy, PolicyContext, PolicyOptions } from './context.ts';
import { parseRule } from './rules.ts';
import { createScreening } from './screening.ts';
import { byStage } from './stages.ts';

export function createPolicy(options: PolicyOptions): Policy {
  const { rules, exempt, asksPrivate } = options;
  const context: PolicyContext = {
    ...options,
    preferencesOf: createPreferences(options.readPolicies, options.freshMs),
    stages: byStage(CHECKS.filter(({ name, rule }) => (rules.get(name) ?? parseRule(rule))?.action !== 'off')),
    isAsked: (address) => !exempt.has(address) && (asksPrivate || isPublicAddress(address)),
  };
  return { screen: (address, isEarly) => createScreening(context, address, isEarly) };
}
