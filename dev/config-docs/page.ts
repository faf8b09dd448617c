import type { Section, Variable } from './variable.ts';

const INTRODUCTION = `<!-- Written by dev/config-docs.ts from the services' config.ts: change those, then \`npm run docs\`. -->

# Configuration

Everything is set by environment variables, read once when a service starts. A service that finds one missing or wrong
says which and does not start (exit code 78).

- An empty variable counts as not set.
- One that nothing reads and that is nearly another (\`SMTP_PROT\`) is named in a warning at the start, with the one that was meant.
- Each variable of a service may also be given as \`NAME_FILE\`, the path of a file that holds its value, which is how
  secrets are mounted.
- \`.env.example\` lists the same variables for a file: \`node --env-file\`, Docker Compose and systemd read it.
`;

/** Returns the text of docs/config.md. */
export function configPage(sections: readonly Section[]): string {
  const parts = sections.map(({ title, about, variables }) => `## ${title}\n\n${about}\n\n${table(variables)}\n`);
  return [INTRODUCTION, ...parts].join('\n');
}

const COLUMNS: readonly (readonly [heading: string, of: (variable: Variable) => string])[] = [
  ['Variable', ({ name }) => `\`${name}\``],
  [
    'Default',
    ({ default: value, required }) => (value === undefined ? (required ? 'must be set' : '') : `\`${value}\``),
  ],
  ['Allowed', ({ allowed }) => allowed],
  ['What it is', ({ description }) => description],
  ['Read by', ({ readers }) => readers?.join(', ') ?? ''],
];

/** Returns a table without the columns that would be empty. */
function table(variables: readonly Variable[]): string {
  const columns = COLUMNS.filter(([, of]) => variables.some((variable) => of(variable) !== ''));
  const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [
    row(columns.map(([heading]) => heading)),
    row(columns.map(() => '---')),
    ...variables.map((variable) => row(columns.map(([, of]) => of(variable)))),
  ].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
