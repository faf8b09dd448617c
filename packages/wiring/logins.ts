import { type Authenticator, createAuthenticator, type LoginNotices, LoginWatch } from '@postroom/directory';
import type { DnsResolver } from '@postroom/dns';
import { createIssuerMetrics, type Issuer, type IssuerConfig, openIssuer } from '@postroom/issuer';
import { createLoginNotices, createLoginTries } from '@postroom/queue/signals';
import { type KeysMissing, type LoginLimits, loginLimits, type ServiceParts, scramTrouble } from '@postroom/service';
import type { Stores } from './stores.ts';

type LoginsConfig = IssuerConfig & LoginLimits & { readonly SCRAM: 'off' | 'on'; readonly TOKEN_LOGIN?: 'off' | 'on' };

/** Everything that checks logins and ends them. */
export interface LoginParts {
  /** Undefined when no issuer of tokens is configured. */
  readonly issuer: Issuer | undefined;
  readonly tries: ReturnType<typeof createLoginTries>;
  readonly authenticator: Authenticator;
  /** Called when no SCRAM keys could be made from a password. */
  readonly keysMissing: KeysMissing;
  readonly logins: LoginWatch;
  readonly loginNotices: LoginNotices;
}

/** Opens what a service with logins needs. Our own tokens are accepted instead of a password when the service has that setting. */
export function openLogins(
  { config, log, metrics, stack }: ServiceParts<LoginsConfig>,
  { pool, redis, trouble }: Stores,
  resolver: DnsResolver,
): LoginParts {
  const issuer = openIssuer(config, { resolver, metrics: createIssuerMetrics(metrics), onError: trouble.issuer });
  const tries = stack.use(createLoginTries({ ...redis, ...loginLimits(config) }));
  const keysMissing = scramTrouble(metrics, log);
  const onError = (err: unknown): void => log.warn({ err }, 'cannot check which logins are still valid');
  const loginNotices = stack.use(createLoginNotices(redis));
  return {
    issuer,
    tries,
    keysMissing,
    authenticator: createAuthenticator(pool, tries, {
      scram: config.SCRAM === 'on',
      tokens: config.TOKEN_LOGIN === 'on',
      keysMissing,
      issuer,
    }),
    logins: stack.use(new LoginWatch(pool, loginNotices, { onError })),
    loginNotices,
  };
}
