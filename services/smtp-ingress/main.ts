import { DmarcTally } from '@postroom/feedback';
import { createAccept, createRecipients, openScanning, openSending } from '@postroom/intake';
import { openAuthentication } from '@postroom/intake/authentication';
import { AddressRanges, ConnectionLimits } from '@postroom/net';
import { openPolicy } from '@postroom/policy';
import { createPolicyMemory, createProducer, createSendingCounts } from '@postroom/queue';
import { spfDomain } from '@postroom/sender-auth';
import { openReturnPaths } from '@postroom/sender-auth/srs';
import { run } from '@postroom/service';
import { recordRefusals, wasSent } from '@postroom/transit';
import { openCertificates, openLogins, openResolver, openStores } from '@postroom/wiring';
import { config } from './config.ts';
import { createIngressMetrics } from './metrics.ts';
import { createPort } from './server.ts';
import type { Services } from './services.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

await run({
  name: 'smtp-ingress',
  config,
  async start(parts) {
    const { config, log, metrics, tracer, stack } = parts;
    const stores = await openStores(parts);
    const { pool, objects, redis } = stores;
    const { MAIL_HOSTNAME: hostname } = config;
    const resolver = openResolver(config, metrics);
    const { authenticator, logins } = openLogins(parts, stores, resolver);
    const producer = stack.use(createProducer(redis));
    const returnPaths = openReturnPaths(config);
    const limits = new ConnectionLimits({
      total: config.MAX_CONNECTIONS,
      perAddress: config.MAX_CONNECTIONS_PER_ADDRESS,
    });
    const tally =
      config.SEND_REPORTS === 'on'
        ? stack.use(new DmarcTally(pool, (err) => log.warn({ err }, 'DMARC results cannot be saved')))
        : undefined;
    const shared: Omit<Services, 'role' | 'canStartTls'> = {
      hostname,
      store: { pool, objects },
      recipients: createRecipients(pool, {
        postmaster: config.POSTMASTER,
        hostname,
        returnPaths,
      }),
      authenticator,
      logins,
      accept: createAccept(pool, producer, log, config.FILE_GRACE_SECONDS * 1000),
      authentication: openAuthentication(config, {
        hostname,
        store: { pool, objects },
        resolver,
        metrics,
        returnPaths,
        tally,
      }),
      policy: openPolicy(config, {
        hostname,
        pool,
        resolver,
        memory: stack.use(createPolicyMemory(redis)),
        metrics,
        wasSent: (ids) => wasSent(pool, ids),
        // Half of the time of a check, so that mail is checked even if DNS answers slowly.
        spfDomain: (client) => spfDomain(client, { resolver, hostname, withinMs: config.POLICY_SECONDS * 500 }),
      }),
      scanning: openScanning(config, { store: { pool, objects }, log, metrics, tracer }),
      sending: openSending(config, { pool, counts: stack.use(createSendingCounts(redis)), metrics, log }),
      settings: {
        ...DEFAULT_SETTINGS,
        maxMessageBytes: config.MAX_MESSAGE_BYTES,
        maxHeaderBytes: config.MAX_HEADER_BYTES,
        maxReceived: config.MAX_RECEIVED,
        maxRecipients: config.MAX_RECIPIENTS,
        maxDeliveries: config.MAX_DELIVERIES,
        held: { mails: config.MAX_HELD_MAILS, bytes: config.MAX_HELD_BYTES },
        xclientFrom: AddressRanges.parse(config.XCLIENT_FROM),
        xforwardFrom: AddressRanges.parse(config.XFORWARD_FROM),
        lmtpFrom: AddressRanges.parse(config.LMTP_FROM),
        mtPriorityFrom: AddressRanges.parse(config.MT_PRIORITY_FROM),
        mtPriorityMax: config.MT_PRIORITY_MAX,
        startMs: config.SMTP_START_SECONDS * 1000,
        lineMs: config.SMTP_LINE_SECONDS * 1000,
        dataMs: config.SMTP_DATA_SECONDS * 1000,
        maxErrors: config.SMTP_MAX_ERRORS,
        errorDelayMs: config.SMTP_ERROR_DELAY_MS,
      },
      noteRefusal: stack.use(recordRefusals(pool, { service: 'smtp-ingress', log })).note,
      metrics: createIngressMetrics(metrics, () => limits.total),
      log,
      tracer,
    };
    const tlsStore = await openCertificates(parts, pool);
    const options = {
      tlsStore,
      limits,
      proxies: AddressRanges.parse(config.PROXY_PROTOCOL_FROM),
      idleMs: config.SMTP_IDLE_SECONDS * 1000,
      closeGraceMs: config.STOP_GRACE_SECONDS * 1000,
    };
    const ports = [
      { port: config.SMTP_PORT, role: 'mx', implicitTls: false },
      { port: config.SUBMISSION_PORT, role: 'submission', implicitTls: false },
      { port: config.SUBMISSIONS_PORT, role: 'submission', implicitTls: true },
      { port: config.LMTP_PORT, role: 'lmtp', implicitTls: false },
    ] as const;
    for (const { port, role, implicitTls } of ports) {
      if (port === 0 || (implicitTls && !tlsStore)) continue;
      const server = stack.use(createPort({ ...shared, role }, { ...options, implicitTls }));
      await server.open(config.BIND, port);
      log.info({ port, role, implicitTls }, 'listening');
    }
  },
});
