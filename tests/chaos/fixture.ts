import { migrate } from '@postroom/database';
import type { PlatformOptions } from '@postroom/testkit';
import { type Stores, temporaryStores } from '../../dev/temporary-stores.ts';
import { backstage } from '../support/accounts.ts';
import { type OwnFixture, openFixture } from '../support/fixture.ts';
import { Load } from '../support/load.ts';

/** A platform whose services are restarted after a crash, with its own Postgres and Redis, which may be killed. */
export interface ChaosFixture extends OwnFixture {
  readonly stores: Stores;
  /** Account ids by address. */
  readonly accounts: ReadonlyMap<string, number>;
  /** Returns the services that ended by themselves, with uncaught exceptions or exit codes; kills do not count. */
  crashes(): string[];
  /** Begins to send to all accounts; the ids of its messages begin with `name`. */
  load(name: string): Load;
}

export interface ChaosOptions extends Pick<PlatformOptions, 'services' | 'counts' | 'env'> {
  /** Makes Postgres write everything to the disk, which is slower. */
  readonly killsPostgres?: boolean;
  /** Runs before the services start. */
  readonly beforeStart?: (stores: Stores) => Promise<void>;
}

/** Short times, so that work that Redis or a dead worker lost is resumed soon. */
const SOON = { FILE_GRACE_SECONDS: '5', LEASE_SECONDS: '6' };

const ADDRESSES = Array.from({ length: 6 }, (_, index) => `user${index}@chaos.test`);

export async function openChaosFixture(options: ChaosOptions = {}): Promise<ChaosFixture> {
  await using cleanUp = new AsyncDisposableStack();
  const stores = cleanUp.use(await temporaryStores({ isForgetful: !options.killsPostgres }));
  const accounts = await prepare(stores.databaseUrl);
  await options.beforeStart?.(stores);
  const { databaseUrl, redisUrl } = stores;
  const env = { ...SOON, ...options.env };
  const fixture = cleanUp.use(await openFixture({ ...options, env, databaseUrl, redisUrl, restart: true }));
  const kept = cleanUp.move();
  return {
    ...fixture,
    stores,
    accounts,
    load: (name) => {
      const port = fixture.platform.ports.SMTP_PORT;
      return new Load({ name, port, sessions: 12, recipients: [...accounts.keys()], maxMails: 8_000 });
    },
    crashes: () => fixture.platform.log.filter((line) => /"level":60|ended with exit code/.test(line)),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function prepare(databaseUrl: string): Promise<Map<string, number>> {
  await using stage = backstage(databaseUrl);
  await migrate(stage.pool);
  const accounts = new Map<string, number>();
  for (const address of ADDRESSES) accounts.set(address, await stage.account(address));
  return accounts;
}
