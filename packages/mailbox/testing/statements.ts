import { glob, readFile } from 'node:fs/promises';

export interface Statement {
  readonly path: string;
  /** The statement on one line. Constants in it are filled in; other expressions are `?`. */
  readonly sql: string;
}

const root = new URL('../../../', import.meta.url);
const SQL = /^\s*(with|select|insert into|update|delete from)\s/i;

/** Finds every SQL statement that is written out in the sources of packages, by the look of its string. */
export async function statementsIn(packages: readonly string[]): Promise<Statement[]> {
  const found: Statement[] = [];
  for await (const path of glob(`packages/{${packages.join(',')}}/**/*.ts`, { cwd: root.pathname })) {
    if (/node_modules|\.test\.ts$|testing/.test(path)) continue;
    const text = await readFile(new URL(path, root), 'utf8');
    constants.set(path, literals(text));
  }
  const named = new Map([...constants.values()].flat().flatMap(({ name, text }) => (name ? [[name, text]] : [])));
  for (const [path, all] of constants) {
    for (const { text } of all) {
      const sql = filled(text, named).replaceAll(/--.*$/gm, '').replaceAll(/\s+/g, ' ').trim();
      if (SQL.test(sql)) found.push({ path, sql });
    }
  }
  return found;
}

const constants = new Map<string, Literal[]>();

interface Literal {
  /** The constant that it is the value of. */
  readonly name: string | undefined;
  readonly text: string;
}

function literals(source: string): Literal[] {
  const code = source.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
  const pattern =
    /(?:const ([A-Z_]+)[^=\n]*=\s*)?(?:`((?:\\.|\$\{[^}]*\}|[^`\\])*)`|'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)")/g;
  return [...code.matchAll(pattern)].map(([, name, template, single, double]) => ({
    name,
    text: template ?? single ?? double ?? '',
  }));
}

function filled(text: string, named: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\$\{([^}]*)\}/g, (_all, expression: string) => {
    const value = named.get(expression.trim());
    return value === undefined ? ' ? ' : filled(value, named);
  });
}
