import type { Command } from 'commander';
import type { DkimKeys, RotatedDkim } from '../api-types.ts';
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
  const dkim = domain.command('dkim').description('the keys that sign its mail').helpCommand(false);

  dkim
    .command('list <name>')
    .description('list them: waiting for their records in DNS, signing, or replaced')
    .action(async (name: string) => {
      const found = await api().get<DkimKeys>(`/domains/${segment(name)}/dkim`);
      print(found, found.keys.length > 0 ? table(COLUMNS, found.keys) : `no keys; make some: ${rotate(name)}`);
    });

  dkim
    .command('rotate <name>')
    .description(
      'make new keys; they sign as soon as their records are in DNS, the old ones until then. Keys that are waiting already are used first',
    )
    .option('--now', 'let them sign at once, if others see your DNS differently than we do')
    .option('--anew', 'replace waiting keys, if somebody else may have them')
    .action(async (name: string, { now = false, anew = false }: { now?: boolean; anew?: boolean }) => {
      const rotated = await api().send<RotatedDkim>('POST', `/domains/${segment(name)}/dkim/rotate`, { now, anew });
      print(
        rotated,
        `${table(COLUMNS, rotated.keys)}\n\n${report(rotated)}Next, their records: postroom domain dns ${name}`,
      );
    });
}

/** Describes the result where it may surprise. */
function report({ made, dropped, keys }: RotatedDkim): string {
  const gone = dropped.length > 0 ? `removed, since they would never have signed: ${dropped.join(', ')}\n` : '';
  if (made.length > 0) return gone;
  const waits = keys.some(({ state }) => state === 'waiting');
  return waits
    ? `${gone}no new keys: those that wait are used first (others in their place: --anew)\n`
    : `${gone}no new keys: those that waited sign now\n`;
}

function rotate(name: string): string {
  return `postroom domain dkim rotate ${name}`;
}
