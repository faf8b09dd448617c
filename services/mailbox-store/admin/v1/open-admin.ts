import { createLoginFailures, createSendingCounts, type RedisOptions } from '@postroom/queue';
import { parsePublicServers, scramTrouble } from '@postroom/service';
import { dnsWitnesses } from '../../dns-witnesses.ts';
import type { Parts } from '../../parts.ts';
import type { AdminContext } from './context.ts';
import { webPlace } from './dns-records.ts';
import { caaIssuers } from './server-facts.ts';

/** Opens what the admin API needs, as the settings say. */
export function openAdmin(parts: Parts, redis: RedisOptions, token: string): AdminContext {
  const { config, log, metrics, stack, store, announcer, logins, sweep, dkim, resolver } = parts;
  const { MAIL_HOSTNAME: hostname, PUBLIC_URL: publicUrl } = config;
  const servers = parsePublicServers(config.PUBLIC_SERVERS, hostname);
  return {
    pool: store.pool,
    objects: store.objects,
    token,
    announcer,
    logins,
    sent: stack.use(createSendingCounts(redis)),
    failures: stack.use(createLoginFailures(redis)),
    sweep,
    hostname,
    servers,
    web: webPlace(publicUrl, hostname),
    mtaSts: config.MTA_STS,
    welcome: { hostname, servers, publicUrl },
    reservedDays: config.RESERVED_NAME_DAYS,
    keysMissing: config.SCRAM === 'on' ? scramTrouble(metrics, log) : undefined,
    sharesWithAll: config.SHARE_WITH === 'everybody',
    dkim,
    ordersCertificates: config.ACME_DIRECTORY_URL !== '',
    ordersWildcards: config.ACME_DNS_HOOK !== undefined,
    resolver,
    witnesses: dnsWitnesses(config, config.DNS_CHECK_SERVERS),
    certificateFile: config.TLS_CERT_FILE,
    caaIssuers: caaIssuers(config.CAA_ISSUERS, config.ACME_DIRECTORY_URL),
    log,
  };
}
