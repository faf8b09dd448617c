import type { Section, Variable } from './variable.ts';

const INTRODUCTION = `# Written by dev/config-docs.ts from the services' config.ts: change those, then "npm run docs".
# Copy what you want to change; docs/config.md says more. Every variable may also be given as NAME_FILE.`;

/** Returns the text of .env.example: every variable once, commented out, with its default. */
export function envExample(sections: readonly Section[]): string {
  const seen = new Set<string>();
  // The description of a service comes before that of `npm start`.
  const [start, ...services] = sections;
  const parts = [...services, ...(start ? [start] : [])].map(({ title, variables }) => {
    const fresh = variables.filter(({ name }) => !seen.has(name));
    for (const { name } of fresh) seen.add(name);
    return [`# ---- ${title} ----`, ...fresh.map(entry)].join('\n\n');
  });
  return `${[INTRODUCTION, ...parts].join('\n\n')}\n`;
}

function entry({ name, default: value, description, allowed, required, readers }: Variable): string {
  const more = [
    required ? 'Must be set.' : '',
    allowed && `Allowed: ${allowed}.`,
    readers && `For ${readers.join(', ')}.`,
  ];
  const text = [description, ...more].filter((part) => part).join(' ');
  return [...wrap(text, 118), `# ${name}=${value ?? ''}`].join('\n');
}

function wrap(text: string, columns: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + 1 + word.length > columns) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.map((line) => `# ${line}`);
}
