import type { SupervisedProcess } from '@postroom/launch';

/** A metric family as /metrics describes it. */
export interface Family {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly labels: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
}

/** Returns everything that the processes expose, by name. */
export async function scrape(processes: readonly SupervisedProcess[]): Promise<Map<string, Family>> {
  const families = new Map<
    string,
    { name: string; type: string; help: string } & Record<'labels' | 'services', Set<string>>
  >();
  for (const { spec } of processes) {
    const response = await fetch(`http://127.0.0.1:${spec.env.HEALTH_PORT}/metrics`);
    let current: string | undefined;
    for (const line of (await response.text()).split('\n')) {
      const [, kind, name = '', text = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
      if (kind) {
        current = name;
        const family = families.get(name) ?? { name, type: '', help: '', labels: new Set(), services: new Set() };
        families.set(name, kind === 'HELP' ? { ...family, help: text } : { ...family, type: text });
        family.services.add(spec.name);
      } else if (current) {
        const labels = /\{(.*)\}/.exec(line)?.[1] ?? '';
        for (const [, label = ''] of labels.matchAll(/([a-z_]+)="/g)) families.get(current)?.labels.add(label);
      }
    }
  }
  return families;
}

/** Returns the sum of a metric over its labels; `selector` limits it to samples that contain that text. */
export function sumOf(text: string, name: string, selector = ''): number {
  return text
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) && line.includes(selector))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}

/** Returns our own metrics as the table in docs/operations.md. */
export function metricsTable(families: ReadonlyMap<string, Family>, all: number): string {
  const ours = [...families.values()].filter(({ name }) => name.startsWith('postroom_'));
  ours.sort((a, b) => (a.name < b.name ? -1 : 1));
  const rows = ours.map(({ name, type, help, services }) => {
    const where = services.size === all ? 'all' : [...services].sort().join(', ');
    return `| \`${name}\` | ${type} | ${where} | ${help} |`;
  });
  return ['| metric | kind | services | |', '|---|---|---|---|', ...rows].join('\n');
}
