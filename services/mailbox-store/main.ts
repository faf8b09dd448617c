import { authorityOf } from '@postroom/acme';
import { certificateSeal } from '@postroom/acme/kept';
import { leaveNamesOfDomains } from '@postroom/directory';
import { openHttp } from '@postroom/http';
import { notifyAlmostFull, notifyOfHeld, removeDeparting } from '@postroom/joining';
import { learnFromMoves, wakeEmails } from '@postroom/mailbox';
import { createOutgoing, HostList } from '@postroom/outgoing';
import {
  createAnnouncer,
  createLoginAnnouncer,
  createLoginFailures,
  createProducer,
  createSendingCounts,
} from '@postroom/queue';
import { KeySeal } from '@postroom/sender-auth/dkim';
import { createRefusals, parsePublicServers, run, scramTrouble } from '@postroom/service';
import { release } from '@postroom/service/build-info';
import { openResolver, openStores } from '@postroom/wiring';
import { adminApi } from './admin/v1/api.ts';
import { webPlace } from './admin/v1/dns-records.ts';
import { caaIssuers } from './admin/v1/server-facts.ts';
import { createBackupMetrics } from './backup-metrics.ts';
import { askRenewals } from './clock/ask-renewals.ts';
import { CERTIFICATES_MS, createCertificateMetrics, keepCertificates, serverNames } from './clock/certificates.ts';
import { createDkimMetrics, DKIM_MS, keepDkimKeys } from './clock/dkim.ts';
import { runHousekeeping, SWEEP_OBJECTS_MS, sweepObjectStore } from './clock/housekeeping.ts';
import { startMaintenance } from './clock/maintenance.ts';
import { createNamesOfDomains } from './clock/names-of-domains.ts';
import { periodically } from './clock/periodic.ts';
import { dnsProofOptions } from './clock/prove-by-dns.ts';
import { readReports } from './clock/read-reports.ts';
import { sendReports } from './clock/send-reports/send-reports.ts';
import { sendTlsReports } from './clock/send-reports/send-tls-reports.ts';
import { createSweep } from './clock/sweep.ts';
import { config } from './config.ts';
import { createDiskMetrics } from './disks.ts';
import { dnsWitnesses } from './dns-witnesses.ts';
import { REFUSAL_SHAPE } from './http/errors.ts';
import { createMaintenanceMetrics } from './maintenance-metrics.ts';
import { createQueueMetrics } from './metrics.ts';
import { createReportMetrics, createSentReportMetrics } from './report-metrics.ts';
import { createSendingMetrics } from './sending-metrics.ts';

const HOUR = 3_600_000;
const MEASURE_MS = 15_000;

await run({
  name: 'mailbox-store',
  config,
  async start(parts) {
    const { config, log, metrics, stack } = parts;
    const { pool, objects, redis } = await openStores(parts);
    const store = { pool, objects };
    const producer = stack.use(createProducer(redis));
    const sweep = createSweep(pool, producer);
    const announcer = stack.use(createAnnouncer(redis));
    const wake = async (): Promise<void> => {
      await wakeEmails({ ...store, announce: announcer.announce }, (err, account) =>
        log.error({ err, account }, 'snoozed emails of an account cannot be returned'),
      );
    };
    stack.use(periodically('waking emails', config.SWEEP_SECONDS * 1000, wake, log));
    stack.use(periodically('sweep', config.SWEEP_SECONDS * 1000, async () => void (await sweep()), log));
    const keep = {
      blobGraceMs: config.BLOB_GRACE_HOURS * HOUR,
      tombstoneMs: config.TOMBSTONE_DAYS * 24 * HOUR,
      traceMs: config.TRACE_DAYS * 24 * HOUR,
      refusalMs: config.REFUSAL_DAYS * 24 * HOUR,
      quarantineMs: config.QUARANTINE_DAYS * 24 * HOUR,
      quarantine: { maxBytes: config.QUARANTINE_MAX_BYTES, maxMails: config.QUARANTINE_MAX_MAILS },
      reportMs: config.REPORT_DAYS * 24 * HOUR,
      orphanMs: config.ORPHAN_HOURS * HOUR,
      applicationMs: config.APPLICATION_DAYS * 24 * HOUR,
    };
    stack.use(
      periodically('housekeeping', config.HOUSEKEEPING_SECONDS * 1000, () => runHousekeeping(store, keep), log),
    );
    const reading = {
      store,
      hostname: config.MAIL_HOSTNAME,
      from: config.REPORTS_FROM,
      count: createReportMetrics(metrics),
    };
    const read = () => readReports({ ...reading, log });
    stack.use(periodically('reading reports', config.SWEEP_SECONDS * 1000, read, log));
    const logins = stack.use(createLoginAnnouncer(redis));
    const removeLeavers = () =>
      removeDeparting(
        pool,
        config.RESERVED_NAME_DAYS,
        (accountId) => {
          log.info({ accountId }, 'an account was deleted at the request of its owner');
          logins.loginsChanged(accountId);
          announcer.announce({ accountId, modseq: 0, mailboxIds: [] });
        },
        (err, address) => log.error({ err, address }, 'an account cannot be deleted'),
      );
    stack.use(periodically('deleting accounts', config.HOUSEKEEPING_SECONDS * 1000, removeLeavers, log));
    const notifyFull = () =>
      notifyAlmostFull({ ...store, announce: announcer.announce }, config.MAIL_HOSTNAME, (err, account) =>
        log.error({ err, account }, 'an almost full account cannot be notified'),
      );
    if (config.FILTER !== 'off') {
      const learn = async (): Promise<void> => {
        const learned = await learnFromMoves(pool, {
          shares: config.FILTER === 'shared',
          onError: (err, account) =>
            log.error({ err, account }, 'the filter cannot learn from what an account moved to or out of Junk'),
        });
        if (learned > 0)
          log.info(
            { messages: learned },
            'the statistical filter learned from mail that was moved into and out of Junk',
          );
      };
      stack.use(periodically('learning', config.LEARN_SECONDS * 1000, learn, log));
    }
    stack.use(periodically('telling who is almost full', config.HOUSEKEEPING_SECONDS * 1000, notifyFull, log));
    const held = {
      hostname: config.MAIL_HOSTNAME,
      publicUrl: config.PUBLIC_URL,
      days: config.QUARANTINE_DAYS,
      every: config.QUARANTINE_NOTICES,
    };
    const notifyHeld = () =>
      notifyOfHeld({ ...store, announce: announcer.announce }, held, (err, account) =>
        log.error({ err, account }, 'an account cannot be told of its mail in quarantine'),
      );
    stack.use(periodically('telling who has mail in quarantine', config.HOUSEKEEPING_SECONDS * 1000, notifyHeld, log));
    stack.use(startMaintenance(store, config.MAINTENANCE_SHARE, log));
    if (config.S3_ENDPOINT) {
      stack.use(periodically('object sweep', SWEEP_OBJECTS_MS, () => sweepObjectStore(store, keep.orphanMs), log));
    }
    const dkim = config.DKIM_SECRET ? new KeySeal(config.DKIM_SECRET) : null;
    const measureDkim = createDkimMetrics(metrics, pool);
    const resolver = openResolver(config, metrics);
    if (dkim) {
      const rotateMs = config.DKIM_ROTATE_DAYS * 24 * HOUR;
      const keepKeys = () => keepDkimKeys({ pool, seal: dkim, resolver, rotateMs, log });
      stack.use(periodically('keeping DKIM keys', DKIM_MS, keepKeys, log));
    }
    stack.use(periodically('counting DKIM keys', MEASURE_MS, measureDkim, log));
    const ending = new AbortController();
    if (config.ACME_DIRECTORY_URL && config.CERTIFICATE_SECRET) {
      const keep = {
        pool,
        resolver,
        log,
        signal: ending.signal,
        seal: certificateSeal(config.CERTIFICATE_SECRET),
        authority: authorityOf(config),
        names: serverNames(config.MAIL_HOSTNAME, [
          ...parsePublicServers(config.PUBLIC_SERVERS, config.MAIL_HOSTNAME),
          ...(config.ACME_WEB_NAMES === 'on' ? [webPlace(config.PUBLIC_URL, config.MAIL_HOSTNAME)] : []),
        ]),
        dns: config.ACME_DNS_HOOK === undefined ? undefined : dnsProofOptions(config, config.ACME_DNS_HOOK, pool, log),
      };
      const namesOfDomains =
        config.ACME_WEB_NAMES === 'on'
          ? createNamesOfDomains({
              pool,
              resolver,
              signal: ending.signal,
              webHost: webPlace(config.PUBLIC_URL, config.MAIL_HOSTNAME).host,
              labels: config.MTA_STS === 'off' ? ['autoconfig'] : ['autoconfig', 'mta-sts'],
            })
          : () => leaveNamesOfDomains(pool, []);
      stack.use(periodically('finding names of domains', CERTIFICATES_MS, namesOfDomains, log));
      stack.use(periodically('keeping certificates', CERTIFICATES_MS, () => keepCertificates(keep), log));
      const asking = { pool, directoryUrl: config.ACME_DIRECTORY_URL, signal: ending.signal, log };
      stack.use(periodically('asking when to renew', CERTIFICATES_MS, () => askRenewals(asking), log));
      // Disposed first, so that a running turn ends soon.
      stack.defer(() => ending.abort());
    }
    stack.use(periodically('counting certificates', MEASURE_MS, createCertificateMetrics(metrics, pool), log));
    if (config.SEND_REPORTS === 'on') {
      const sent = createSentReportMetrics(metrics);
      const reporting = {
        pool,
        log,
        hostname: config.MAIL_HOSTNAME,
        organization: config.REPORT_ORGANIZATION,
        contact: config.REPORT_CONTACT,
      };
      const dmarc = { ...reporting, resolver, generator: `Postroom ${release()}` };
      const send = () => sendReports({ ...dmarc, count: (outcome) => sent('dmarc', outcome) });
      stack.use(periodically('sending reports', config.SWEEP_SECONDS * 1000, send, log));
      const tls = { ...reporting, outgoing: createOutgoing({ resolver, listed: HostList.parse('') }) };
      const sendTls = () => sendTlsReports({ ...tls, count: (outcome) => sent('tls', outcome) });
      stack.use(periodically('sending reports on TLS', config.SWEEP_SECONDS * 1000, sendTls, log));
    }
    createDiskMetrics(metrics, config.DISK_PATHS.split(/[\s,]+/).filter(Boolean));
    const measureBackup = createBackupMetrics(metrics, pool);
    void measureBackup().catch((err: unknown) => log.warn({ err }, 'looking for the last backup failed'));
    stack.use(periodically('looking for the last backup', MEASURE_MS, measureBackup, log));
    const measureMaintenance = createMaintenanceMetrics(metrics, pool);
    void measureMaintenance().catch((err: unknown) => log.warn({ err }, 'measuring maintenance failed'));
    stack.use(periodically('measuring maintenance', MEASURE_MS, measureMaintenance, log));
    const countHolds = createSendingMetrics(metrics, pool);
    stack.use(periodically('counting accounts that are held', MEASURE_MS, countHolds, log));
    const measure = createQueueMetrics(metrics, pool);
    void measure().catch((err: unknown) => log.warn({ err }, 'measuring the queue failed'));
    stack.use(periodically('measuring the queue', MEASURE_MS, measure, log));

    const http = stack.use(openHttp(config, createRefusals(metrics, 'http'), log, REFUSAL_SHAPE));
    if (config.ADMIN_TOKEN) {
      const failures = stack.use(createLoginFailures(redis));
      const servers = parsePublicServers(config.PUBLIC_SERVERS, config.MAIL_HOSTNAME);
      const web = webPlace(config.PUBLIC_URL, config.MAIL_HOSTNAME);
      const welcome = { hostname: config.MAIL_HOSTNAME, servers, publicUrl: config.PUBLIC_URL };
      const reservedDays = config.RESERVED_NAME_DAYS;
      const context = {
        ...store,
        announcer,
        logins,
        sent: stack.use(createSendingCounts(redis)),
        failures,
        sweep,
        servers,
        web,
        mtaSts: config.MTA_STS,
        welcome,
        reservedDays,
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
      await http.register(adminApi({ token: config.ADMIN_TOKEN, hostname: config.MAIL_HOSTNAME, ...context }));
    } else {
      log.info('the admin API is off: ADMIN_TOKEN is not set');
    }
    if (config.ADMIN_PORT) await http.listen({ host: config.BIND, port: config.ADMIN_PORT });
  },
});
