import type { Source, Violation } from './import-rules.ts';
import { withoutComments } from './import-rules.ts';

interface Rule {
  readonly pattern: RegExp;
  /** Paths where another way is right. */
  readonly except?: RegExp;
  says(found: string): string;
}

/** Rules that keep one way where several are possible; biome.json has those that biome checks. */
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
  {
    pattern:
      /\b(\w*(?:[uU]ntil|[dD]eadline) ?(?:[=:<>-]|[<>]=) Date\.now\(\)|Date\.now\(\) [<>]=? \w*(?:[uU]ntil|[dD]eadline)\b)/g,
    except: /^services\/webmail\//, // a browser's monotonic clock stops while the machine sleeps
    says: (found) => `${found}: a clock may be put back; how long a process waits is measured by performance.now()`,
  },
  { pattern: /\b(?:const|let|readonly|this\.)\s*(logger)\b/g, says: (name) => `${name}: it is called log` },
  {
    pattern: /\.\.\.\{\s*(\w*)/g,
    says: (name) => `${name}: properties of an object stand in it, not in a spread literal`,
  },
];

/** Finds places where sources break these rules. */
export function findDialect(sources: readonly Source[]): Violation[] {
  return sources.flatMap(({ path, text }) => {
    const code = withoutComments(text);
    return RULES.filter(({ except }) => !except?.test(path)).flatMap(({ pattern, says }) =>
      Array.from(code.matchAll(pattern), ({ 1: found = '', index }) => ({
        path,
        line: code.slice(0, index).split('\n').length,
        says: says(found),
      })),
    );
  });
}
