import { readFileSync } from 'node:fs';
import type { Static, TObject, TSchema } from 'typebox';
import { Value } from 'typebox/value';

/** A faulty configuration, described in one line that an operator can act on. */
export class ConfigError extends Error {}

/** What the declaration of a variable may contain besides its schema. */
export interface Declared {
  readonly description?: string;
  /** Variables that must be set too; giving only part of a group is an error. `A|B` means one of the two. */
  readonly needs?: readonly string[];
  /** The value is the path of a file, which must exist, be readable and not be empty. */
  readonly file?: true;
}

/**
 * Reads the declared variables from the environment, by default this process's. A variable may also be given as
 * NAME_FILE, the path of a file that holds its value, as secrets are mounted. An empty value counts as not set, an empty
 * file does not. Throws ConfigError that names every variable that is missing, wrong, given without those it needs, or in a file
 * that cannot be read.
 */
export function loadConfig<Schema extends TObject>(
  schema: Schema,
  env: NodeJS.ProcessEnv = process.env,
): Static<Schema> {
  const problems: string[] = [];
  const given: Record<string, string> = {};
  for (const name of Object.keys(schema.properties)) {
    const value = env[name] || fromFile(name, env, problems);
    if (value) given[name] = value;
  }
  const config = Value.Default(schema, Value.Convert(schema, { ...given }));
  // A variable whose file cannot be read is not reported as missing as well.
  const told = (name: string) => problems.some((problem) => problem.startsWith(`${name}_FILE: `));
  for (const problem of Value.Errors(schema, config)) {
    const missing = (problem.params as { requiredProperties?: string[] }).requiredProperties;
    for (const name of missing ?? [problem.instancePath.slice(1)]) {
      if (!told(name)) problems.push(describe(schema, name, missing ? 'must be set' : problem.message));
    }
  }
  for (const [name, value] of Object.entries(given)) {
    // A port of 0 is turned off and needs nothing.
    const half = value === '0' ? undefined : halfGiven(declarationsOf(schema, name, value), given);
    const fault = half ?? notWhole(schema, name, value) ?? unreadable(schema, name, value);
    if (fault) problems.push(describe(schema, name, fault));
  }
  if (problems.length > 0) throw new ConfigError([...new Set(problems)].join('\n'));
  return config as Static<Schema>;
}

function fromFile(name: string, env: NodeJS.ProcessEnv, problems: string[]): string | undefined {
  const path = env[`${name}_FILE`];
  if (!path) return undefined;
  try {
    return contentOf(path).trim();
  } catch (error) {
    problems.push(`${name}_FILE: ${(error as Error).message}`);
    return undefined;
  }
}

/** Returns the content of a file. Throws an error with a clear text when it is empty. */
function contentOf(path: string): string {
  const text = readFileSync(path, 'utf8');
  if (text.trim() === '') throw new Error(`${path} is empty`);
  return text;
}

/** Returns why the value of an integer setting is no whole number or too large; without this it would be rounded silently. */
function notWhole(schema: TObject, name: string, value: string): string | undefined {
  const { type } = schema.properties[name] as { type?: string };
  const number = Number(value);
  if (type !== 'integer' || !Number.isFinite(number) || Number.isSafeInteger(number)) return undefined;
  return Number.isInteger(number) ? 'is too large' : 'must be a whole number';
}

/** Returns the declaration of the variable, and that of the chosen value. */
function declarationsOf(schema: TObject, name: string, value: string): Declared[] {
  const declared = schema.properties[name] as Declared & { anyOf?: readonly (Declared & { const?: unknown })[] };
  return [declared, ...(declared.anyOf ?? []).filter((choice) => choice.const === value)];
}

/** Returns an error if a needed variable is missing. */
function halfGiven(declarations: readonly Declared[], given: Readonly<Record<string, string>>): string | undefined {
  const missing = declarations
    .flatMap(({ needs = [] }) => needs)
    .filter((other) => !other.split('|').some((name) => given[name]));
  return missing.length > 0 ? `has no effect without ${missing.join(', ').replaceAll('|', ' or ')}` : undefined;
}

function unreadable(schema: TObject, name: string, value: string): string | undefined {
  if (!(schema.properties[name] as Declared).file) return undefined;
  try {
    contentOf(value);
    return undefined;
  } catch (error) {
    return `cannot be read: ${(error as Error).message}`;
  }
}

function describe(schema: TObject, name: string, fault: string): string {
  const about = (schema.properties[name] as (TSchema & Declared) | undefined)?.description;
  return `${name}: ${fault}${about ? ` (${about})` : ''}`;
}
