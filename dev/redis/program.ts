import { tryRun } from '../run.ts';

export interface RedisProgram {
  readonly path: string;
  readonly version: string;
  /** What it needs in its environment: the libraries that came with a downloaded one. */
  readonly env: Readonly<Record<string, string>>;
}

/** The program at that path, when it runs. */
export async function tryRedis(path: string, env: Record<string, string> = {}): Promise<RedisProgram | undefined> {
  const said = await tryRun(path, ['--version'], { env: { ...process.env, ...env } });
  const version = said?.match(/v=([\d.]+)/)?.[1];
  return version === undefined ? undefined : { path, version, env };
}
