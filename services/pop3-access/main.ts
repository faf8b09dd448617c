import { ReadAheadBudget } from '@postroom/mailbox';
import { AddressRanges, ConnectionLimits } from '@postroom/net';
import { createAnnouncer, createSlots } from '@postroom/queue/signals';
import { run } from '@postroom/service';
import { recordRefusals } from '@postroom/transit';
import { openCertificates, openLogins, openResolver, openStores } from '@postroom/wiring';
import { config } from './config.ts';
import { MaildropLocks } from './maildrop/locks.ts';
import { createPop3Metrics } from './metrics.ts';
import { listenPop3 } from './server.ts';
import type { Services } from './services.ts';
import { DEFAULT_SETTINGS } from './settings.ts';

const READ_AHEAD_BYTES = 64 * 1024 * 1024;

await run({
  name: 'pop3-access',
  config,
  async start(parts) {
    const { config, log, metrics, stack } = parts;
    const stores = await openStores(parts);
    const { pool, objects, redis } = stores;
    const announcer = stack.use(createAnnouncer(redis));
    const locks = stack.use(new MaildropLocks(stack.use(createSlots(redis)), log));
    const limits = new ConnectionLimits({
      total: config.MAX_CONNECTIONS,
      perAddress: config.MAX_CONNECTIONS_PER_ADDRESS,
    });
    const resolver = openResolver(config, metrics);
    const { authenticator, logins } = openLogins(parts, stores, resolver);
    const services: Services = {
      store: { pool, objects, announce: announcer.announce },
      noteRefusal: stack.use(recordRefusals(pool, { service: 'pop3-access', log })).note,
      authenticator,
      logins,
      locks,
      readAhead: new ReadAheadBudget(READ_AHEAD_BYTES),
      settings: {
        ...DEFAULT_SETTINGS,
        hostname: config.MAIL_HOSTNAME,
        idleTimeout: config.POP3_IDLE_SECONDS * 1000,
        loginTimeout: config.POP3_LOGIN_SECONDS * 1000,
      },
      metrics: createPop3Metrics(metrics, () => limits.total),
      log,
    };
    const tlsStore = await openCertificates(parts, pool);
    const proxies = AddressRanges.parse(config.PROXY_PROTOCOL_FROM);
    const ports = [
      { port: config.POP3_PORT, tls: tlsStore ? 'starttls' : 'none' },
      { port: config.POP3S_PORT, tls: 'implicit' },
    ] as const;
    for (const { port, tls } of ports) {
      if (port === 0 || (tls === 'implicit' && !tlsStore)) continue;
      const listener = await listenPop3(services, { host: config.BIND, port, tls, tlsStore, limits, proxies });
      stack.defer(() => listener.close(config.STOP_GRACE_SECONDS * 1000));
      log.info({ port, tls }, 'listening');
    }
  },
});
