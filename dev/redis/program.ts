import { tryRun } from '../run.ts';

export interface RedisProgram {
  readonly path: string;
  readonly version: string;
  /** Variables that it needs, to find the libraries of a downloaded Redis. */
  readonly env: Readonly<Record<string, string>>;
}

/** Returns the program at that path if it runs. */
export async function tryRedis(path: string, env: Record<string, string> = {}): Promise<RedisProgram | undefined> {
  const said = await tryRun(path, ['--version'], { env: { ...process.env, ...env } });
  const version = said?.match(/v=([\d.]+)/)?.[1];
  return version === undefined ? undefined : { path, version, env };
}
