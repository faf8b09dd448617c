import { keptCertificates } from '@postroom/acme/kept';
import { databaseReadiness, openPool } from '@postroom/database';
import { createAuthenticator, LoginWatch } from '@postroom/directory';
import { createDnsMetrics, createResolver, dnsOptions } from '@postroom/dns';
import { createIssuerMetrics, openIssuer } from '@postroom/issuer';
import { EnvelopeCache, ReadAheadBudget, SearchTurns } from '@postroom/mailbox';
import { AddressRanges, ConnectionLimits } from '@postroom/net';
import { openObjects } from '@postroom/objects';
import {
  createAnnouncer,
  createChangeSubscriber,
  createLoginNotices,
  createLoginTries,
  createRedisProbe,
} from '@postroom/queue/signals';
import {
  createAccessMetrics,
  createRedisMetrics,
  loginLimits,
  openCertificate,
  run,
  scramTrouble,
  storeTrouble,
  watchPool,
} from '@postroom/service';
import { recordRefusals } from '@postroom/transit';
import type { AccountChange } from '@postroom/types';
import { imapConfig, settingsFrom } from './config.ts';
import { type ListenPlace, startServer } from './server.ts';
import type { Services } from './services.ts';
import { AccountSessions } from './session/account-sessions.ts';

const READ_AHEAD_BYTES = 64 * 1024 * 1024;

await run({
  name: 'imap-access',
  config: imapConfig,
  async start({ config, log, health, metrics, stack }) {
    const trouble = storeTrouble(log);
    const loginTrouble = (err: unknown): void => log.warn({ err }, 'who may stay logged in cannot be looked up');
    const pool = stack.adopt(
      openPool({ url: config.DATABASE_URL, name: 'imap-access', max: config.DATABASE_POOL, onError: trouble.postgres }),
      (pool) => pool.end(),
    );
    const objects = stack.use(await openObjects(config, trouble.objects));
    health.addCheck('database', databaseReadiness(pool));
    watchPool(metrics, pool);
    const redis = { url: config.REDIS_URL, prefix: config.REDIS_PREFIX, onError: trouble.redis };
    stack.use(createRedisProbe({ ...redis, onLook: createRedisMetrics(metrics) }));
    const announcer = stack.use(createAnnouncer(redis));
    const limits = new ConnectionLimits({
      total: config.MAX_CONNECTIONS,
      perAddress: config.MAX_CONNECTIONS_PER_ADDRESS,
    });
    const sessions = new AccountSessions();
    const changes = stack.use(createChangeSubscriber(redis));
    const announce = (change: AccountChange): void => {
      changes.notify(change);
      announcer.announce(change);
    };
    const resolver = createResolver({ ...dnsOptions(config), metrics: createDnsMetrics(metrics) });
    const issuer = openIssuer(config, { resolver, metrics: createIssuerMetrics(metrics), onError: trouble.issuer });
    const services: Services = {
      store: { pool, objects, announce, maxMessages: config.IMAP_MAX_MESSAGES_PER_ACCOUNT },
      envelopes: new EnvelopeCache(config.IMAP_CACHE_MB * 1024 * 1024),
      readAhead: new ReadAheadBudget(READ_AHEAD_BYTES),
      searches: new SearchTurns(Math.floor(config.DATABASE_POOL / 2)),
      settings: settingsFrom(config),
      log,
      sessions,
      metrics: createAccessMetrics(metrics, 'imap', {
        connections: () => limits.total,
        sessions: () => sessions.total,
      }),
      noteRefusal: stack.use(recordRefusals(pool, { service: 'imap-access', log })).note,
      authenticator: createAuthenticator(pool, stack.use(createLoginTries({ ...redis, ...loginLimits(config) })), {
        scram: config.SCRAM === 'on',
        keysMissing: scramTrouble(metrics, log),
        tokens: config.TOKEN_LOGIN === 'on',
        issuer,
      }),
      logins: stack.use(new LoginWatch(pool, stack.use(createLoginNotices(redis)), { onError: loginTrouble })),
      changes,
    };
    const tlsStore = await openCertificate(config, {
      service: 'imap-access',
      ...{ log, metrics },
      kept: keptCertificates(pool, config.CERTIFICATE_SECRET),
    });
    if (tlsStore) stack.use(tlsStore);
    const proxies = AddressRanges.parse(config.PROXY_PROTOCOL_FROM);
    const place = { host: config.BIND, limits, proxies, ...(tlsStore ? { tlsStore } : {}) };
    const places: ListenPlace[] = [];
    if (config.IMAP_PORT) places.push({ ...place, port: config.IMAP_PORT, tls: tlsStore ? 'starttls' : 'none' });
    if (config.IMAPS_PORT && tlsStore) places.push({ ...place, port: config.IMAPS_PORT, tls: 'implicit' });
    const server = await startServer(services, places);
    stack.defer(() => server.close(config.STOP_GRACE_SECONDS * 1000));
    log.info({ ports: server.ports }, 'listening');
  },
});
