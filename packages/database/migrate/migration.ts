import { readdir, readFile } from 'node:fs/promises';

const DIRECTORY = new URL('../migrations/', import.meta.url);

export interface Migration {
  name: string;
  sql: string;
}

/** Returns the migrations of this release, in order. */
export async function migrations(): Promise<Migration[]> {
  const names = (await readdir(DIRECTORY)).filter((name) => /^\d{4}_.*\.sql$/.test(name)).sort();
  return Promise.all(names.map(async (name) => ({ name, sql: await readFile(new URL(name, DIRECTORY), 'utf8') })));
}

/** Marks in the comment lines at the top of a migration, which say how it runs. */
export interface Marks {
  /** `-- outside a transaction`: runs statement by statement; each of them can be repeated. */
  outside: boolean;
  /** `-- background: name, name`: maintenance jobs that do the rest while the platform runs. */
  background: string[];
}

export function marksOf({ sql }: Migration): Marks {
  const marks: Marks = { outside: false, background: [] };
  for (const line of sql.split('\n')) {
    if (!line.startsWith('--')) break;
    if (line === '-- outside a transaction') marks.outside = true;
    const names = /^-- background: ([a-z0-9, -]+)$/.exec(line)?.[1];
    if (names) marks.background.push(...names.split(', '));
  }
  return marks;
}

/** Statements that can be repeated after a kill in the middle. */
const REPEATABLE =
  /^(?:(?:create|drop) .*\bif (?:not )?exists\b|create (?:unique )?index concurrently |alter table \w+ (?:validate constraint|add column if not exists|drop column if exists) )/;

/**
 * Returns the statements, without comments, of a migration that runs outside a transaction; each ends with a semicolon at the end
 * of a line. Throws when a statement cannot be repeated.
 */
export function statementsOf({ name, sql }: Migration): string[] {
  const text = sql.replaceAll(/(?:^|\s)--.*$/gm, '');
  const statements = text.split(/;\s*$/m).flatMap((each) => each.replaceAll(/\s+/g, ' ').trim() || []);
  for (const statement of statements) {
    if (!REPEATABLE.test(statement)) throw new Error(`${name} cannot be repeated after a kill: ${statement}`);
  }
  return statements;
}
