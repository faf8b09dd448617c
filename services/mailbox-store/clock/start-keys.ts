import { authorityOf } from '@postroom/acme';
import { certificateSeal } from '@postroom/acme/kept';
import { leaveNamesOfDomains } from '@postroom/directory';
import { parsePublicServers } from '@postroom/service';
import { webPlace } from '../admin/v1/dns-records.ts';
import { HOUR_MS, type Parts } from '../parts.ts';
import { askRenewals } from './ask-renewals.ts';
import { CERTIFICATES_MS, keepCertificates, serverNames } from './certificates.ts';
import { DKIM_MS, keepDkimKeys } from './dkim.ts';
import { createNamesOfDomains } from './names-of-domains.ts';
import { periodically } from './periodic.ts';
import { dnsProofOptions } from './prove-by-dns.ts';

/** Starts the care for DKIM keys, where they can be sealed. */
export function startDkim({ store: { pool }, dkim, resolver, config, log, stack }: Parts): void {
  if (!dkim) return;
  const rotateMs = config.DKIM_ROTATE_DAYS * 24 * HOUR_MS;
  const keepKeys = () => keepDkimKeys({ pool, seal: dkim, resolver, rotateMs, log });
  stack.use(periodically('keeping DKIM keys', DKIM_MS, keepKeys, log));
}

/** Starts the care for certificates, where an authority is configured. */
export function startCertificates({ store: { pool }, resolver, config, log, stack }: Parts): void {
  const { ACME_DIRECTORY_URL: directoryUrl, CERTIFICATE_SECRET: secret, MAIL_HOSTNAME: hostname } = config;
  if (!directoryUrl || !secret) return;
  const ending = new AbortController();
  const { signal } = ending;
  const web = webPlace(config.PUBLIC_URL, hostname);
  const namesWeb = config.ACME_WEB_NAMES === 'on';
  const servers = parsePublicServers(config.PUBLIC_SERVERS, hostname);
  const keep = {
    pool,
    resolver,
    log,
    signal,
    seal: certificateSeal(secret),
    authority: authorityOf(config),
    names: serverNames(hostname, [...servers, ...(namesWeb ? [web] : [])]),
    dns: config.ACME_DNS_HOOK === undefined ? undefined : dnsProofOptions(config, config.ACME_DNS_HOOK, pool, log),
  };
  const labels = config.MTA_STS === 'off' ? ['autoconfig'] : ['autoconfig', 'mta-sts'];
  const namesOfDomains = namesWeb
    ? createNamesOfDomains({ pool, resolver, signal, webHost: web.host, labels })
    : () => leaveNamesOfDomains(pool, []);
  stack.use(periodically('finding names of domains', CERTIFICATES_MS, namesOfDomains, log));
  stack.use(periodically('keeping certificates', CERTIFICATES_MS, () => keepCertificates(keep), log));
  const asking = { pool, directoryUrl, signal, log };
  stack.use(periodically('asking when to renew', CERTIFICATES_MS, () => askRenewals(asking), log));
  // Disposed first, so that a running turn ends soon.
  stack.defer(() => ending.abort());
}
