import { readFileSync } from 'node:fs';
import { type Platform, type PlatformOptions, startPlatform } from '@postroom/testkit';
import { type Backstage, backstage } from './accounts.ts';

/** A platform of real processes, direct access to its database, and the certificate that its clients should trust. */
export interface Fixture extends AsyncDisposable {
  readonly platform: Pick<Platform, 'settings' | 'ports' | 'caFile' | 'adminToken'>;
  readonly stage: Backstage;
  readonly ca: string;
  /** Returns the services that ended by themselves, and the errors that services logged. */
  complaints(): string[];
}

/** A fixture with processes of its own. */
export interface OwnFixture extends Fixture {
  readonly platform: Platform;
}

/** Starts every service as a process of its own: `const fixture = await openFixture(); after(() => fixture[Symbol.asyncDispose]())`. */
export async function openFixture(options: PlatformOptions = {}): Promise<OwnFixture> {
  const platform = await startPlatform(options);
  const stage = backstage(platform.settings.databaseUrl);
  return {
    platform,
    stage,
    ca: readFileSync(platform.caFile, 'utf8'),
    complaints: () => platform.log.filter(isComplaint),
    async [Symbol.asyncDispose]() {
      await stage[Symbol.asyncDispose]();
      await platform[Symbol.asyncDispose]();
    },
  };
}

/** Returns whether a log line is a complaint. Lines of services are `name | {"level":50,…}`; those of the supervisor have no bar. */
export function isComplaint(line: string): boolean {
  const [, json] = /^\S+ \| (\{.*)$/.exec(line) ?? [];
  if (json === undefined) return true;
  return (JSON.parse(json) as { level: number }).level >= 50;
}
