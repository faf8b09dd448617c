import type { Section } from './variable.ts';

/** Returns the source of packages/service/known-variables.ts with the names of all variables that a program of the platform reads. */
export function knownVariables(sections: readonly Section[]): string {
  const names = [...new Set(sections.flatMap(({ variables }) => variables.map(({ name }) => name)))].sort();
  return `// Written by dev/config-docs.ts from what the services declare: \`npm run docs\`.

/** The name of every variable that a program of the platform reads. */
export const KNOWN_VARIABLES: readonly string[] = [
${names.map((name) => `  '${name}',\n`).join('')}];
`;
}
