import type { Command } from 'commander';
import type { DkimKeys } from '../api-types.ts';
import { type Context, segment } from '../context.ts';
import { type Column, table } from '../table.ts';
import { formatTime } from '../time.ts';

const COLUMNS: readonly Column<DkimKeys['keys'][number]>[] = [
  { name: 'SELECTOR', of: ({ selector }) => selector },
  { name: 'ALGORITHM', of: ({ algorithm }) => algorithm },
  { name: 'STATE', of: ({ state }) => state },
  { name: 'SINCE', of: ({ createdAt }) => formatTime(createdAt) },
];

export function addDkimCommands(domain: Command, { api, print }: Context): void {
  const dkim = domain.command('dkim').description('the keys with which its mail is signed').helpCommand(false);

  dkim
    .command('list <name>')
    .description('list them: waiting for their records in DNS, signing, or replaced')
    .action(async (name: string) => {
      const found = await api().get<DkimKeys>(`/domains/${segment(name)}/dkim`);
      print(found, found.keys.length > 0 ? table(COLUMNS, found.keys) : `no keys; make some: ${rotate(name)}`);
    });

  dkim
    .command('rotate <name>')
    .description('make new keys, which sign as soon as their records are in DNS; those before sign until then')
    .option('--now', 'they sign at once: where DNS is seen differently from here')
    .action(async (name: string, { now = false }: { now?: boolean }) => {
      const made = await api().send<DkimKeys>('POST', `/domains/${segment(name)}/dkim/rotate`, { now });
      print(made, `${table(COLUMNS, made.keys)}\n\nNext, their records: postroom domain dns ${name}`);
    });
}

function rotate(name: string): string {
  return `postroom domain dkim rotate ${name}`;
}
