import { openHttp } from '@postroom/http';
import { createAnnouncer, createLoginAnnouncer, createProducer } from '@postroom/queue';
import { KeySeal } from '@postroom/sender-auth/dkim';
import { createRefusals, run } from '@postroom/service';
import { openResolver, openStores } from '@postroom/wiring';
import { adminApi } from './admin/v1/api.ts';
import { openAdmin } from './admin/v1/open-admin.ts';
import { startAccountWork } from './clock/start-account-work.ts';
import { startCertificates, startDkim } from './clock/start-keys.ts';
import { startLearning, startMailWork } from './clock/start-mail-work.ts';
import { startMeasuring } from './clock/start-measuring.ts';
import { startReports } from './clock/start-reports.ts';
import { createSweep } from './clock/sweep.ts';
import { config } from './config.ts';
import { REFUSAL_SHAPE } from './http/errors.ts';
import type { Parts } from './parts.ts';

await run({
  name: 'mailbox-store',
  config,
  async start(service) {
    const { config, log, metrics, stack } = service;
    const { pool, objects, redis } = await openStores(service);
    const announcer = stack.use(createAnnouncer(redis));
    const parts: Parts = {
      ...service,
      store: { pool, objects, announce: announcer.announce },
      sweep: createSweep(pool, stack.use(createProducer(redis))),
      announcer,
      logins: stack.use(createLoginAnnouncer(redis)),
      resolver: openResolver(config, metrics),
      dkim: config.DKIM_SECRET ? new KeySeal(config.DKIM_SECRET) : null,
    };
    startMailWork(parts);
    startAccountWork(parts);
    startLearning(parts);
    startDkim(parts);
    startCertificates(parts);
    startReports(parts);
    startMeasuring(parts);

    const http = stack.use(openHttp(config, createRefusals(metrics, 'http'), log, REFUSAL_SHAPE));
    if (config.ADMIN_TOKEN) await http.register(adminApi(openAdmin(parts, redis, config.ADMIN_TOKEN)));
    else log.info('the admin API is off: ADMIN_TOKEN is not set');
    if (config.ADMIN_PORT) await http.listen({ host: config.BIND, port: config.ADMIN_PORT });
  },
});
