import type { OwnSenders } from '@postroom/directory';
import { AddressRanges } from '@postroom/net';
import type { Metrics } from '@postroom/service';
import type { Static } from 'typebox';
import { type Authentication, type AuthenticationOptions, createAuthentication } from './authentication.ts';
import type { authenticationConfig } from './config.ts';
import { createAuthenticationMetrics } from './metrics.ts';

type Config = { [name in keyof typeof authenticationConfig]: Static<(typeof authenticationConfig)[name]> };

/** Opens sender authentication as configured; null when it is off. */
export function openAuthentication(
  config: Config,
  {
    hostname,
    store,
    resolver,
    metrics,
    returnPaths,
    tally,
  }: Pick<AuthenticationOptions, 'hostname' | 'store' | 'resolver' | 'returnPaths' | 'tally'> & { metrics: Metrics },
): Authentication | null {
  const mode = config.SENDER_AUTH as 'off' | 'mark' | 'enforce';
  const counts = createAuthenticationMetrics(metrics);
  if (mode === 'off') return null;
  return createAuthentication({
    mode,
    hostname,
    store,
    resolver,
    metrics: counts,
    tally,
    asksPrivate: config.SENDER_AUTH_PRIVATE === 'ask',
    ownSenders: config.SENDER_AUTH_OWN_DOMAINS as OwnSenders,
    exempt: AddressRanges.parse(config.SENDER_AUTH_EXEMPT),
    trustedSealers: new Set(
      config.ARC_TRUSTED.toLowerCase()
        .split(/[\s,]+/)
        .filter((domain) => domain !== ''),
    ),
    withinMs: config.SENDER_AUTH_SECONDS * 1000,
    returnPaths,
  });
}
