import { keptCertificates } from '@postroom/acme/kept';
import { databaseReadiness, openPool } from '@postroom/database';
import { createAuthenticator, LoginWatch } from '@postroom/directory';
import { createDnsMetrics, createResolver, dnsOptions } from '@postroom/dns';
import { createIssuerMetrics, openIssuer } from '@postroom/issuer';
import { ReadAheadBudget } from '@postroom/mailbox';
import { AddressRanges, ConnectionLimits } from '@postroom/net';
import { openObjects } from '@postroom/objects';
import {
  createAnnouncer,
  createLoginNotices,
  createLoginTries,
  createRedisProbe,
  createSlots,
} from '@postroom/queue/signals';
import {
  createRedisMetrics,
  loginLimits,
  openCertificate,
  run,
  scramTrouble,
  storeTrouble,
  watchPool,
} from '@postroom/service';
import { recordRefusals } from '@postroom/transit';
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
  async start({ config, log, health, metrics, stack }) {
    const trouble = storeTrouble(log);
    const loginTrouble = (err: unknown): void => log.warn({ err }, 'who may stay logged in cannot be looked up');
    const pool = stack.adopt(
      openPool({ url: config.DATABASE_URL, name: 'pop3-access', max: config.DATABASE_POOL, onError: trouble.postgres }),
      (pool) => pool.end(),
    );
    const objects = stack.use(await openObjects(config, trouble.objects));
    health.addCheck('database', databaseReadiness(pool));
    watchPool(metrics, pool);
    const redis = { url: config.REDIS_URL, prefix: config.REDIS_PREFIX, onError: trouble.redis };
    stack.use(createRedisProbe({ ...redis, onLook: createRedisMetrics(metrics) }));
    const announcer = stack.use(createAnnouncer(redis));
    const locks = stack.use(new MaildropLocks(stack.use(createSlots(redis)), log));
    const limits = new ConnectionLimits({
      total: config.MAX_CONNECTIONS,
      perAddress: config.MAX_CONNECTIONS_PER_ADDRESS,
    });
    const resolver = createResolver({ ...dnsOptions(config), metrics: createDnsMetrics(metrics) });
    const issuer = openIssuer(config, { resolver, metrics: createIssuerMetrics(metrics), onError: trouble.issuer });
    const services: Services = {
      store: { pool, objects, announce: announcer.announce },
      noteRefusal: stack.use(recordRefusals(pool, { service: 'pop3-access', log })).note,
      authenticator: createAuthenticator(pool, stack.use(createLoginTries({ ...redis, ...loginLimits(config) })), {
        scram: config.SCRAM === 'on',
        keysMissing: scramTrouble(metrics, log),
        tokens: config.TOKEN_LOGIN === 'on',
        issuer,
      }),
      logins: stack.use(new LoginWatch(pool, stack.use(createLoginNotices(redis)), { onError: loginTrouble })),
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
    const tlsStore = await openCertificate(config, {
      service: 'pop3-access',
      ...{ log, metrics },
      kept: keptCertificates(pool, config.CERTIFICATE_SECRET),
    });
    if (tlsStore) stack.use(tlsStore);
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
