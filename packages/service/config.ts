import { readFileSync } from 'node:fs';
import type { Static, TObject, TSchema } from 'typebox';
import { Value } from 'typebox/value';

/** What cannot be started with: said in one line an operator can act on. */
export class ConfigError extends Error {}

/**
 * Reads the declared variables from the environment, this process's unless told. A variable may also be given as
 * NAME_FILE, the path of a file that holds its value, as secrets are mounted. An empty value counts as not set. Throws
 * ConfigError naming every variable that is missing or wrong.
 */
export function loadConfig<Schema extends TObject>(
  schema: Schema,
  env: NodeJS.ProcessEnv = process.env,
): Static<Schema> {
  const given: Record<string, unknown> = {};
  for (const name of Object.keys(schema.properties)) {
    const value = env[name] || fromFile(name, env);
    if (value) given[name] = value;
  }
  const config = Value.Default(schema, Value.Convert(schema, given));
  const problems = [...Value.Errors(schema, config)].map((problem) => describe(schema, problem));
  if (problems.length > 0) throw new ConfigError([...new Set(problems)].join('\n'));
  return config as Static<Schema>;
}

function fromFile(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const path = env[`${name}_FILE`];
  if (!path) return undefined;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new ConfigError(`${name}_FILE: ${(error as Error).message}`);
  }
}

function describe(schema: TObject, problem: { instancePath: string; message: string; params: object }): string {
  const missing = (problem.params as { requiredProperties?: string[] }).requiredProperties;
  const name = missing?.[0] ?? problem.instancePath.slice(1);
  const about = (schema.properties[name] as (TSchema & { description?: string }) | undefined)?.description;
  return `${name}: ${missing ? 'must be set' : problem.message}${about ? ` (${about})` : ''}`;
}
