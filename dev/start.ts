// `npm start`: runs a whole Postroom on this machine, until Ctrl-C. The settings are in dev/settings.ts.
import { dirname, join } from 'node:path';
import { developmentCertificates, Fleet, platformEnvironment, SupervisedProcess, serviceNames } from '@postroom/launch';
import { KNOWN_VARIABLES, misspeltText, misspeltVariables } from '@postroom/service';
import { commandLine } from './command-line.ts';
import { adminTokenFile, dkimSecretFile, srsSecretFile, takeDataDir } from './data-dir.ts';
import { migrateDatabase } from './migrate.ts';
import { labelledOutput, step } from './output.ts';
import { buildPage } from './page.ts';
import { requireFreePorts } from './ports.ts';
import { type PreparedPostgres, preparePostgres } from './postgres.ts';
import { type PreparedRedis, prepareRedis } from './redis.ts';
import { tryRun } from './run.ts';
import { seed } from './seed.ts';
import { certificateNames, dataDirOf, readSettings, type StartSettings } from './settings.ts';
import { exitCodeOf, inPlainWords } from './start-trouble.ts';
import { orStopped, stopSignal, untilStopped } from './stop-signal.ts';
import { summary } from './summary.ts';

commandLine('npm start', {});

const signal = stopSignal();
const reports = labelledOutput(process.env.LOG_LEVEL === 'debug');

try {
  const settings = readSettings(process.env);
  warnOfMisspelt();
  await using running = new AsyncDisposableStack();
  await orStopped(signal, start(settings, running));
  await untilStopped(signal);
  console.log('\npostroom: stopping');
} catch (error) {
  if (!signal.aborted) {
    console.error(`\npostroom: ${inPlainWords(error, dataDirOf(process.env))}`);
    process.exit(exitCodeOf(error));
  }
}
console.log('postroom: stopped');
process.exit(0);

/** Warns once for all; the services get the same environment and would repeat it. */
function warnOfMisspelt(): void {
  for (const each of misspeltVariables(process.env, KNOWN_VARIABLES)) {
    console.warn(`postroom: ${misspeltText(each)}`);
    delete process.env[each.name];
  }
}

/** Starts everything; each part goes onto the stack, which stops them in reverse order. */
async function start(settings: StartSettings, running: AsyncDisposableStack): Promise<void> {
  console.log(`postroom: starting, with the data in ${settings.dataDir}`);
  running.use(await takeDataDir(settings.dataDir));
  await requireFreePorts({ ...settings.ports, ...settings.morePorts }, settings.bind);
  const databaseUrl = settings.databaseUrl ?? (await startPostgres(settings.dataDir, running));
  const redisUrl = settings.redisUrl ?? (await startRedis(settings.dataDir, running));
  const certificates = await developmentCertificates(join(settings.dataDir, 'tls'), certificateNames(settings));
  const tls = settings.tls ?? certificates;
  const tokenFile = await adminTokenFile(settings.dataDir);
  const dkim = process.env.DKIM_SECRET ? {} : { DKIM_SECRET_FILE: await dkimSecretFile(settings.dataDir) };
  const srs = process.env.SRS_SECRET ? {} : { SRS_SECRET_FILE: await srsSecretFile(settings.dataDir) };
  const passedOn = { ...dkim, ...srs, REVISION: await revision(), DISK_PATHS: settings.dataDir, ...process.env };
  const env = platformEnvironment({ ...settings, databaseUrl, redisUrl, tls, adminTokenFile: tokenFile }, passedOn);

  await step('migrations', () => migrateDatabase(env));
  await step('the page', buildPage);
  const seeded = await seed(databaseUrl, settings.demoPassword);
  const fleet = running.use(
    new Fleet({
      services: serviceNames,
      counts: { 'delivery-worker': settings.deliveryWorkers },
      env,
      firstHealthPort: settings.healthPort,
      restart: true,
      reports,
      onReady: (label) => console.log(`  ok  ${label}`),
    }),
  );
  await step('services', () => fleet.start());
  const caFile = settings.tls === undefined ? certificates.caFile : undefined;
  console.log(summary({ settings, seeded, caFile, adminTokenFile: tokenFile }));
  console.log('postroom is ready');
}

async function startPostgres(dataDir: string, running: AsyncDisposableStack): Promise<string> {
  const prepared: PreparedPostgres = await step('PostgreSQL, preparing', () =>
    preparePostgres(dataDir, { restart: true }),
  );
  const postgres = running.use(new SupervisedProcess(prepared.spec, reports));
  await step(`PostgreSQL ${prepared.version}, data in ${prepared.folder}`, () => postgres.start());
  return prepared.url;
}

async function startRedis(dataDir: string, running: AsyncDisposableStack): Promise<string> {
  const prepared: PreparedRedis = await step('Redis, preparing', () => prepareRedis(dataDir, { restart: true }));
  const redis = running.use(new SupervisedProcess(prepared.spec, reports));
  await step(`Redis ${prepared.version}`, () => redis.start());
  return prepared.url;
}

/** Returns the revision of the checkout, where git knows it. */
async function revision(): Promise<string | undefined> {
  const root = dirname(import.meta.dirname);
  return (await tryRun('git', ['-C', root, 'rev-parse', '--short=12', 'HEAD']))?.trim();
}
