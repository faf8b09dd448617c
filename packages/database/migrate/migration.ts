import { readdir, readFile } from 'node:fs/promises';

const DIRECTORY = new URL('../migrations/', import.meta.url);

export interface Migration {
  name: string;
  sql: string;
}

/** The migrations of this release, in order. */
export async function migrations(): Promise<Migration[]> {
  const names = (await readdir(DIRECTORY)).filter((name) => /^\d{4}_.*\.sql$/.test(name)).sort();
  return Promise.all(names.map(async (name) => ({ name, sql: await readFile(new URL(name, DIRECTORY), 'utf8') })));
}

/** What the comment lines at the top of a migration say about how it is done. */
export interface Marks {
  /** `-- outside a transaction`: statement by statement, each of which can be run again. */
  outside: boolean;
  /** `-- background: name, name`: the maintenance jobs that do the rest, beside everything else. */
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

/** What can be run again after a kill in its middle. */
const REPEATABLE =
  /^(?:(?:create|drop) .*\bif (?:not )?exists\b|create (?:unique )?index concurrently |alter table \w+ (?:validate constraint|add column if not exists|drop column if exists) )/;

/**
 * The statements of a migration that runs outside a transaction, without comments; each ends with a semicolon at the end of a
 * line. Throws when one could not be run again.
 */
export function statementsOf({ name, sql }: Migration): string[] {
  const text = sql.replaceAll(/(?:^|\s)--.*$/gm, '');
  const statements = text.split(/;\s*$/m).flatMap((each) => each.replaceAll(/\s+/g, ' ').trim() || []);
  for (const statement of statements) {
    if (!REPEATABLE.test(statement)) throw new Error(`${name} cannot be repeated after a kill: ${statement}`);
  }
  return statements;
}
