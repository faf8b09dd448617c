export { CHECKS } from './checks/index.ts';
export { policyConfig } from './config.ts';
export type { Policy, PolicyOptions, PolicyVerdict, Screening } from './context.ts';
export { inWords } from './decide.ts';
export type { PolicyRecipient } from './message/message.ts';
export { createPolicyMetrics } from './metrics.ts';
export { openPolicy } from './open.ts';
export { createPolicy } from './policy.ts';
export { parseRules, parseRulesText } from './rules.ts';
