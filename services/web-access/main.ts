import { untilDatabaseReady } from '@postroom/database';
import { openJoinKey } from '@postroom/directory';
import { openHttp, openHttps } from '@postroom/http';
import { createAccept, createRecipients, openScanning, openSending } from '@postroom/intake';
import { SearchTurns, ThreadCountCache, TotalCache } from '@postroom/mailbox';
import { createOutgoing } from '@postroom/outgoing';
import { createPushSender, openVapidKey, PushQueue } from '@postroom/push';
import { createProducer } from '@postroom/queue';
import {
  createAnnouncer,
  createChangeSubscriber,
  createLoginAnnouncer,
  createRates,
  createSendingCounts,
} from '@postroom/queue/signals';
import { createAccessMetrics, run } from '@postroom/service';
import { recordRefusals } from '@postroom/transit';
import { openCertificates, openLogins, openResolver, openStores } from '@postroom/wiring';
import { config } from './config.ts';
import { REFUSAL_SHAPE } from './http/errors.ts';
import { Pusher } from './jmap/push/pusher.ts';
import { createJoinCounter } from './join/metrics.ts';
import type { Services } from './services.ts';
import { settingsFrom } from './settings.ts';
import { web } from './web.ts';

await run({
  name: 'web-access',
  config,
  async start(parts) {
    const { config, log, metrics, tracer, stack } = parts;
    const stores = await openStores(parts);
    const { pool, objects, redis } = stores;
    const announcer = stack.use(createAnnouncer(redis));
    const changes = stack.use(createChangeSubscriber(redis));
    let connections = 0;
    const access = createAccessMetrics(metrics, 'http', { connections: () => connections });
    const blobs = { pool, objects };
    const settings = settingsFrom(config);
    await untilDatabaseReady(pool, {
      signal: parts.stopping,
      onWait: (err) => log.warn({ err }, 'waiting for PostgreSQL'),
    });
    const vapid = await openVapidKey(pool);
    const resolver = openResolver(config, metrics);
    const { authenticator, issuer, keysMissing, loginNotices, logins, tries } = openLogins(parts, stores, resolver);
    const queue = stack.use(createProducer(redis));
    const rates = stack.use(createRates(redis));
    const services: Services = {
      queue,
      store: {
        pool,
        objects,
        announce(change) {
          changes.notify(change);
          announcer.announce(change);
        },
      },
      searches: new SearchTurns(Math.floor(config.DATABASE_POOL / 2)),
      threadCounts: new ThreadCountCache(),
      totals: new TotalCache(),
      changes,
      loginAnnouncer: stack.use(createLoginAnnouncer(redis)),
      logins,
      intake: {
        hostname: config.MAIL_HOSTNAME,
        store: blobs,
        logins,
        tracer,
        accept: createAccept(pool, queue, log, config.FILE_GRACE_SECONDS * 1000),
        authentication: null,
        scanning: openScanning(config, { store: blobs, log, metrics, tracer }),
        sending: openSending(config, { pool, counts: stack.use(createSendingCounts(redis)), metrics, log }),
        settings: { maxReceived: config.MAX_RECEIVED },
      },
      recipients: createRecipients(pool, { postmaster: config.POSTMASTER, hostname: config.MAIL_HOSTNAME }),
      noteRefusal: stack.use(recordRefusals(pool, { service: 'web-access', log })).note,
      authenticator,
      keysMissing,
      issuer,
      tries,
      joining: {
        key: await openJoinKey(pool),
        rates,
        count: createJoinCounter(metrics),
      },
      rates,
      settings,
      vapid,
      outgoing: createOutgoing({ resolver, listed: settings.pictureHosts }),
      toLists: createOutgoing({ resolver, listed: settings.listHosts }),
      metrics: access,
      log,
    };
    const outgoing = createOutgoing({ resolver, listed: settings.pushHosts, ownName: config.MAIL_HOSTNAME });
    const contact = `mailto:postmaster@${config.MAIL_HOSTNAME}`;
    stack.use(
      new Pusher({
        queue: new PushQueue(pool),
        send: createPushSender({ outgoing, vapid, contact }),
        logins,
        loginNotices,
        onError: (err) => log.warn({ err }, 'push services could not be notified'),
      }),
    );
    const http = stack.use(openHttp(config, access.refused, log, REFUSAL_SHAPE));
    http.server.maxConnections = config.MAX_CONNECTIONS;
    http.server.on('connection', (socket) => {
      connections += 1;
      access.connected();
      socket.once('close', () => {
        connections -= 1;
      });
      // `connections` counts HTTPS connections, too.
      if (connections > config.MAX_CONNECTIONS) {
        access.refused('total');
        socket.destroy();
      }
    });
    http.server.on('drop', () => access.refused('total'));
    await http.register(web(services));
    const tlsStore = config.HTTPS_PORT ? await openCertificates(parts, pool) : undefined;
    const listenSecurely =
      tlsStore &&
      openHttps(http, config, {
        tlsStore,
        refused: access.refused,
        log,
        hasRoom: (handshakes) => connections + handshakes < config.MAX_CONNECTIONS,
      });
    if (config.HTTP_PORT) {
      await http.listen({ host: config.BIND, port: config.HTTP_PORT });
      log.info({ port: config.HTTP_PORT }, 'listening');
    }
    if (listenSecurely) {
      await listenSecurely();
      log.info({ port: config.HTTPS_PORT, tls: 'implicit' }, 'listening');
    }
  },
});
