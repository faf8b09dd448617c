import type { Queryable } from './pool.ts';

/** Thrown for a database that Postroom cannot work with, however long one waits. The message says what must be changed. */
export class UnsuitableDatabase extends Error {}

/** The oldest supported version (config.md); the schema needs `nulls not distinct`. */
const LEAST_VERSION = 15;

interface Facts {
  readonly version: number;
  readonly versionText: string;
  readonly encoding: string;
  readonly plans: string;
}

/** Checks version, encoding and settings. @throws UnsuitableDatabase */
export async function requireSuitable(db: Queryable): Promise<void> {
  const { rows } = await db
    .query<Facts & { [column: string]: unknown }>({
      name: 'suitable',
      text: `select current_setting('server_version_num')::int as version, current_setting('server_version') as "versionText",
            current_setting('server_encoding') as encoding, current_setting('plan_cache_mode') as plans`,
    })
    .catch(rethrowInWords);
  const fault = rows[0] && faultOf(rows[0]);
  if (fault) throw new UnsuitableDatabase(fault);
}

export function faultOf({ version, versionText, encoding, plans }: Facts): string | undefined {
  if (Math.floor(version / 10_000) < LEAST_VERSION) {
    return `PostgreSQL ${versionText} is too old: Postroom needs ${LEAST_VERSION} or newer`;
  }
  // Texts from mail are stored as Unicode.
  if (encoding !== 'UTF8') {
    return `the database has the encoding ${encoding}: make one with "create database ... encoding 'UTF8' template template0"`;
  }
  // Without this setting hot statements are planned for the values of one call.
  if (plans !== 'force_generic_plan') {
    return (
      'a pooler in front of PostgreSQL drops the settings of connections: "alter role ... set plan_cache_mode = ' +
      'force_generic_plan" for the role of DATABASE_URL, and the others in docs/scaling.md'
    );
  }
  return undefined;
}

/** PgBouncer does not know the startup parameter `options`, and refuses the connection with this message. */
const POOLER_REFUSES = /unsupported startup parameter/;
/** Errors about lost or duplicate prepared statements: a pooler in transaction mode has switched to another server connection. */
const STATEMENTS_LOST = new Set([
  '26000', // invalid_sql_statement_name
  '42P05', // duplicate_prepared_statement
]);

/** Rethrows the error of a prepared query. @throws UnsuitableDatabase when a pooler is the cause, otherwise the given error */
export function rethrowInWords(error: unknown): never {
  if (error instanceof Error && POOLER_REFUSES.test(error.message)) {
    throw new UnsuitableDatabase(
      `a pooler in front of PostgreSQL refuses the connection (${error.message}): set ignore_startup_parameters in ` +
        'PgBouncer, see docs/scaling.md',
    );
  }
  if (STATEMENTS_LOST.has(codeOf(error))) {
    throw new UnsuitableDatabase(
      'a pooler in front of PostgreSQL loses prepared statements: use its session mode, or PgBouncer 1.21 or newer with ' +
        'max_prepared_statements, see docs/scaling.md',
    );
  }
  throw error;
}

function codeOf(error: unknown): string {
  return error instanceof Error ? String((error as { code?: unknown }).code) : '';
}

const WRONG_NAME = new Set([
  '28P01', // invalid_password
  '28000', // invalid_authorization_specification
  '3D000', // invalid_catalog_name: no such database
  '42501', // insufficient_privilege
]);

/** Returns whether waiting is useless because somebody must change the database, its rights, or DATABASE_URL. */
export function isDatabaseUnsuitable(error: unknown): boolean {
  if (error instanceof UnsuitableDatabase) return true;
  return WRONG_NAME.has(codeOf(error));
}
