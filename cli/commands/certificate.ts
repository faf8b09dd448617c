import type { Command } from 'commander';
import type { Certificate } from '../api-types.ts';
import { type Context, segment } from '../context.ts';
import { type Column, table } from '../table.ts';
import { formatTime } from '../time.ts';

const COLUMNS: readonly Column<Certificate>[] = [
  { name: 'NAME', of: ({ name }) => name },
  { name: 'STATE', of: ({ state }) => state },
  { name: 'UNTIL', of: ({ endsAt }) => (endsAt ? formatTime(endsAt) : '') },
  { name: 'NEXT ORDER', of: ({ nextAttemptAt }) => formatTime(nextAttemptAt) },
  { name: 'WHY', of: ({ failure }) => failure ?? '' },
];

export function addCertificateCommands(program: Command, { api, print }: Context): void {
  const certificate = program
    .command('certificate')
    .description('certificates that an authority gives (ACME), for names of servers')
    .helpCommand(false);

  certificate
    .command('list')
    .description('list them: good, waiting to be ordered, or failing, and why')
    .action(async () => {
      const { certificates } = await api().get<{ certificates: Certificate[] }>('/certificates');
      print(certificates, certificates.length > 0 ? table(COLUMNS, certificates) : 'no certificates are ordered');
    });

  certificate
    .command('order <name>')
    .description('order one for a name that leads here, or renew the one there is; authorities limit how often')
    .action(async (name: string) => {
      const ordered = await api().send<Certificate>('PUT', `/certificates/${segment(name)}`);
      print(ordered, `${ordered.name} is ordered; what comes of it: postroom certificate list`);
    });

  certificate
    .command('remove <name>')
    .description('remove it; one that the settings name is ordered again')
    .action(async (name: string) => {
      await api().send('DELETE', `/certificates/${segment(name)}`);
      print({ removed: name }, `${name} removed`);
    });
}
