import type { Source, Violation } from './import-rules.ts';
import { withoutComments } from './import-rules.ts';

interface Rule {
  readonly pattern: RegExp;
  says(found: string): string;
}

/** One way to say what could be said in several; what biome holds of it is in biome.json. */
const RULES: readonly Rule[] = [
  {
    pattern: /^(?:export )?const ([a-z]\w*)(?:: number)? = -?\(?[\d.][\w.]*\)?(?: [*/+-] -?\(?[\w.]+\)?)*;/gm,
    says: (name) => `the number ${name} is a constant: MAX_BYTES, not maxBytes`,
  },
  {
    pattern: /^(?:export )?const (\w*(?:DELAY|TIMEOUT|INTERVAL|PAUSE|GRACE|TTL|LEASE|PERIOD))(?:: number)? = -?[\d(]/gm,
    says: (name) => `${name} does not say in which unit it is: ${name}_MS`,
  },
  { pattern: /\b(\w*[Nn]ormaliz(?!e\()(?!eHeaderKey)\w*)/g, says: (name) => `${name}: we write normalise` },
  { pattern: /\b(?:const|let|readonly|this\.)\s*(logger)\b/g, says: (name) => `${name}: it is called log` },
];

/** Where sources say something in another way than all others do. */
export function findDialect(sources: readonly Source[]): Violation[] {
  return sources.flatMap(({ path, text }) => {
    const code = withoutComments(text);
    return RULES.flatMap(({ pattern, says }) =>
      Array.from(code.matchAll(pattern), ({ 1: found = '', index }) => ({
        path,
        line: code.slice(0, index).split('\n').length,
        says: says(found),
      })),
    );
  });
}
