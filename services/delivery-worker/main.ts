import { createBatcher } from '@postroom/database';
import { TlsTally } from '@postroom/feedback';
import { createFilter } from '@postroom/mailbox';
import { createOutgoing, HostList } from '@postroom/outgoing';
import {
  createAnnouncer,
  createConsumer,
  createProducer,
  createSendingCounts,
  createSlots,
  retrySchedule,
} from '@postroom/queue';
import { KeySeal } from '@postroom/sender-auth/dkim';
import { openReturnPaths } from '@postroom/sender-auth/srs';
import { run } from '@postroom/service';
import { openResolver, openStores } from '@postroom/wiring';
import { config } from './config.ts';
import type { WorkerContext } from './context.ts';
import { fileBatch } from './local/file-batch.ts';
import { LargeMail } from './local/large-mail.ts';
import { fileWithoutRedis } from './local/without-redis.ts';
import { createWorkerMetrics } from './metrics.ts';
import { deliverRemote } from './remote/deliver.ts';
import { logValidation } from './remote/log-validation.ts';
import { asItCame, createReturnPathMetrics, rewriteReversePaths } from './remote/return-path.ts';
import { remoteSettings } from './remote/settings.ts';
import { DomainKeys } from './remote/signing/domain-keys.ts';
import { createSigningMetrics, Signer } from './remote/signing/signer.ts';
import { createSilenceMetrics } from './remote/silence-metrics.ts';
import { SilentServers } from './remote/silent-servers.ts';
import { TlsMeter } from './remote/tls-meter/tls-meter.ts';
import { renewPolicies } from './remote/tls-policies/renew-policies.ts';
import { StsPolicies } from './remote/tls-policies/sts-policies.ts';
import { ReportReader } from './reports/report-reader.ts';

const MAX_BATCH = 50; // jobs filed together

await run({
  name: 'delivery-worker',
  config,
  async start(parts) {
    const { config, log, metrics, tracer, stack } = parts;
    let redisIsAway = false;
    const { pool, objects, redis } = await openStores(parts, (look) => {
      redisIsAway = look === null;
    });
    const announcer = stack.use(createAnnouncer(redis));
    const store = { pool, objects, announce: announcer.announce };
    const returnPaths = openReturnPaths(config);
    const context: WorkerContext = {
      pool,
      store,
      producer: stack.use(createProducer(redis)),
      slots: stack.use(createSlots(redis)),
      sent: stack.use(createSendingCounts(redis)),
      schedule: retrySchedule({
        minutes: config.RETRY_MINUTES.split(',').map(Number),
        delayNoticeHours: config.DELAY_NOTICE_HOURS,
        expireHours: config.EXPIRE_HOURS,
      }),
      hostname: config.MAIL_HOSTNAME,
      returnPaths,
      successToStrangers: config.SUCCESS_REPORTS === 'everybody',
      spamMailbox: config.SPAM_MAILBOX,
      filter: config.FILTER === 'off' ? null : createFilter(pool, { shares: config.FILTER === 'shared' }),
      filterScore: config.FILTER_SCORE,
      reports: stack.use(new ReportReader(store, log)),
      log,
      metrics: createWorkerMetrics(metrics),
      tracer,
    };
    const large = stack.use(new LargeMail(context));
    // Jobs that come while a batch is being filed form the next batch.
    const filing = createBatcher<string[], void>({ maxItems: MAX_BATCH }, async (jobs) => {
      large.add(await fileBatch(context, jobs.flat()));
      return jobs.map(() => undefined);
    });
    const file = (deliveryIds: string[]) => filing.add(deliveryIds);
    stack.use(fileWithoutRedis({ pool, log, isAway: () => redisIsAway, file }));
    const stop = new AbortController();
    const signingMetrics = createSigningMetrics(metrics);
    const resolver = openResolver(config, metrics);
    const countReturnPaths = createReturnPathMetrics(metrics);
    const settings = remoteSettings(config);
    const sts = new StsPolicies(pool, resolver, createOutgoing({ resolver, listed: HostList.parse('') }));
    // TLS with a smarthost says nothing about the recipients' domains, so it is not reported.
    const isMeasured = config.SEND_REPORTS === 'on' && settings.smarthost === undefined;
    const onError = (err: unknown) => log.warn({ err }, 'TLS results of other domains cannot be saved');
    const tally = stack.use(new TlsTally(pool, onError));
    const silentServers = new SilentServers(config.RELAY_CONCURRENCY / 2);
    createSilenceMetrics(metrics, silentServers);
    const remote = {
      ...context,
      tlsMeter: isMeasured ? stack.use(new TlsMeter({ resolver, sts, tally, onError })) : null,
      signer: config.DKIM_SECRET
        ? new Signer(new DomainKeys(pool, new KeySeal(config.DKIM_SECRET), log), config.MAIL_HOSTNAME, signingMetrics)
        : null,
      reversePathOf:
        returnPaths && config.SRS === 'on' ? rewriteReversePaths(pool, returnPaths, countReturnPaths) : asItCame,
      resolver,
      sts,
      settings,
      silentServers,
      stopping: stop.signal,
    };
    if (remote.settings.smarthost === undefined) void logValidation(remote.resolver, log);
    if (settings.keepsTlsPolicies && settings.smarthost === undefined) stack.use(renewPolicies(sts, log));
    const consumer = stack.use(
      createConsumer({
        ...redis,
        lockMs: Math.ceil(remote.settings.leaseMs / 3),
        fileConcurrency: config.FILE_CONCURRENCY,
        relayConcurrency: config.RELAY_CONCURRENCY,
        file: ({ deliveryIds }) => file(deliveryIds),
        relay: (job) => deliverRemote(remote, job),
        onFailed: (err) => log.warn({ err }, 'a job failed; its deliveries stay due'),
      }),
    );
    // Runs before the consumer waits for its jobs, so that jobs to other domains end after the current message.
    stack.defer(() => stop.abort());
    consumer.start();
  },
});
