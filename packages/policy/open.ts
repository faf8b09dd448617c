import { readAccountPolicies } from '@postroom/directory';
import type { DnsResolver } from '@postroom/dns';
import { AddressRanges } from '@postroom/net';
import type { PolicyMemory } from '@postroom/queue/signals';
import type { Metrics } from '@postroom/service';
import type { Static } from 'typebox';
import type { Tools } from './check.ts';
import type { policyConfig } from './config.ts';
import type { Policy } from './context.ts';
import { parseDnsLists } from './dns-lists/lists.ts';
import { createPolicyMetrics } from './metrics.ts';
import { createPolicy } from './policy.ts';
import { parseRulesText } from './rules.ts';

type Config = { [name in keyof typeof policyConfig]: Static<(typeof policyConfig)[name]> };

/** The longest time until a changed sender rule has effect. */
const FRESH_MS = 5_000;

/** Opens the policy that the settings describe; null when it is off. */
export function openPolicy(
  config: Config & { readonly SENDER_AUTH_EXEMPT: string; readonly SENDER_AUTH_PRIVATE: string },
  parts: {
    readonly hostname: string;
    readonly pool: Parameters<typeof readAccountPolicies>[0];
    readonly resolver: DnsResolver;
    readonly memory: PolicyMemory;
    readonly wasSent: Tools['wasSent'];
    readonly spfDomain: Tools['spfDomain'];
    readonly metrics: Metrics;
  },
): Policy | null {
  const metrics = createPolicyMetrics(parts.metrics);
  const rules = parseRulesText(config.POLICY_CHECKS);
  const dnsLists = parseDnsLists(config.POLICY_DNS_LISTS);
  if (config.POLICY === 'off') return null;
  return createPolicy({
    mode: config.POLICY as 'mark' | 'enforce',
    rules,
    thresholds: {
      junkPoints: config.POLICY_JUNK_POINTS,
      quarantinePoints: config.POLICY_QUARANTINE_POINTS,
      rejectPoints: config.POLICY_REJECT_POINTS,
    },
    withinMs: config.POLICY_SECONDS * 1000,
    exempt: AddressRanges.parse(config.SENDER_AUTH_EXEMPT),
    asksPrivate: config.SENDER_AUTH_PRIVATE === 'ask',
    readPolicies: (ids) => readAccountPolicies(parts.pool, ids),
    freshMs: FRESH_MS,
    metrics,
    tools: {
      resolver: parts.resolver,
      memory: parts.memory,
      hostname: parts.hostname,
      dnsLists,
      wasSent: parts.wasSent,
      spfDomain: parts.spfDomain,
      limits: {
        networkMails: config.POLICY_NETWORK_MAILS,
        networkRecipients: config.POLICY_NETWORK_RECIPIENTS,
        unknownRecipients: config.POLICY_UNKNOWN_RECIPIENTS,
        greylistSeconds: config.POLICY_GREYLIST_SECONDS,
        greylistDays: config.POLICY_GREYLIST_DAYS,
      },
    },
  });
}
