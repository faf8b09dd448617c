import { EnvelopeCache, ReadAheadBudget, SearchTurns } from '@postroom/mailbox';
import { AddressRanges, ConnectionLimits } from '@postroom/net';
import { createAnnouncer, createChangeSubscriber } from '@postroom/queue/signals';
import { createAccessMetrics, run } from '@postroom/service';
import { recordRefusals } from '@postroom/transit';
import type { AccountChange } from '@postroom/types';
import { openCertificates, openLogins, openResolver, openStores } from '@postroom/wiring';
import { imapConfig, settingsFrom } from './config.ts';
import { type ListenPlace, startServer } from './server.ts';
import type { Services } from './services.ts';
import { AccountSessions } from './session/account-sessions.ts';

const READ_AHEAD_BYTES = 64 * 1024 * 1024;

await run({
  name: 'imap-access',
  config: imapConfig,
  async start(parts) {
    const { config, log, metrics, stack } = parts;
    const stores = await openStores(parts);
    const { pool, objects, redis } = stores;
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
    const resolver = openResolver(config, metrics);
    const { authenticator, logins } = openLogins(parts, stores, resolver);
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
      authenticator,
      logins,
      changes,
    };
    const tlsStore = await openCertificates(parts, pool);
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
