import { keptCertificates } from '@postroom/acme/kept';
import { databaseReadiness, openPool } from '@postroom/database';
import { createAuthenticator, LoginWatch } from '@postroom/directory';
import { createDnsMetrics, createResolver, dnsOptions } from '@postroom/dns';
import { DmarcTally } from '@postroom/feedback';
import { createAccept, createRecipients, openScanning, openSending } from '@postroom/intake';
import { openAuthentication } from '@postroom/intake/authentication';
import { createIssuerMetrics, openIssuer } from '@postroom/issuer';
import { AddressRanges, ConnectionLimits } from '@postroom/net';
import { openObjects } from '@postroom/objects';
import { openPolicy } from '@postroom/policy';
import {
  createLoginNotices,
  createLoginTries,
  createPolicyMemory,
  createProducer,
  createRedisProbe,
  createSendingCounts,
} from '@postroom/queue';
import { openReturnPaths } from '@postroom/sender-auth/srs';
import {
  createRedisMetrics,
  loginLimits,
  openCertificate,
  run,
  scramTrouble,
  storeTrouble,
  watchPool,
} from '@postroom/service';
import { recordRefusals, wasSent } from '@postroom/transit';
import { config } from './config.ts';
import { createIngressMetrics } from './metrics.ts';
import { createPort } from './server.ts';
import type { Services } from './services.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

await run({
  name: 'smtp-ingress',
  config,
  async start({ config, log, health, metrics, tracer, stack }) {
    const trouble = storeTrouble(log);
    const loginTrouble = (err: unknown): void => log.warn({ err }, 'who may stay logged in cannot be looked up');
    const pool = stack.adopt(
      openPool({
        url: config.DATABASE_URL,
        name: 'smtp-ingress',
        max: config.DATABASE_POOL,
        onError: trouble.postgres,
      }),
      (pool) => pool.end(),
    );
    const objects = stack.use(await openObjects(config, trouble.objects));
    health.addCheck('database', databaseReadiness(pool));
    watchPool(metrics, pool);
    const redis = { url: config.REDIS_URL, prefix: config.REDIS_PREFIX, onError: trouble.redis };
    stack.use(createRedisProbe({ ...redis, onLook: createRedisMetrics(metrics) }));
    const { MAIL_HOSTNAME: hostname } = config;
    const resolver = createResolver({ ...dnsOptions(config), metrics: createDnsMetrics(metrics) });
    const issuer = openIssuer(config, { resolver, metrics: createIssuerMetrics(metrics), onError: trouble.issuer });
    const producer = stack.use(createProducer(redis));
    const returnPaths = openReturnPaths(config);
    const limits = new ConnectionLimits({
      total: config.MAX_CONNECTIONS,
      perAddress: config.MAX_CONNECTIONS_PER_ADDRESS,
    });
    const tally =
      config.SEND_REPORTS === 'on'
        ? stack.use(new DmarcTally(pool, (err) => log.warn({ err }, 'what DMARC found cannot be written down')))
        : undefined;
    const shared: Omit<Services, 'role' | 'canStartTls'> = {
      hostname,
      store: { pool, objects },
      recipients: createRecipients(pool, {
        postmaster: config.POSTMASTER,
        hostname,
        returnPaths,
      }),
      authenticator: createAuthenticator(pool, stack.use(createLoginTries({ ...redis, ...loginLimits(config) })), {
        scram: config.SCRAM === 'on',
        keysMissing: scramTrouble(metrics, log),
        tokens: config.TOKEN_LOGIN === 'on',
        issuer,
      }),
      logins: stack.use(new LoginWatch(pool, stack.use(createLoginNotices(redis)), { onError: loginTrouble })),
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
        ...{ hostname, pool, resolver, memory: stack.use(createPolicyMemory(redis)), metrics },
        wasSent: (ids) => wasSent(pool, ids),
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
    const tlsStore = await openCertificate(config, {
      service: 'smtp-ingress',
      ...{ log, metrics },
      kept: keptCertificates(pool, config.CERTIFICATE_SECRET),
    });
    if (tlsStore) stack.use(tlsStore);
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
