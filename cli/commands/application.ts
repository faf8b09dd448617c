import { type Command, Option } from 'commander';
import { list } from '../api.ts';
import type { Application } from '../api-types.ts';
import { type Context, segment } from '../context.ts';
import { type Column, table } from '../table.ts';
import { formatTime } from '../time.ts';

const COLUMNS: readonly Column<Application>[] = [
  { name: 'ID', of: ({ id }) => String(id), align: 'right' },
  { name: 'ADDRESS', of: ({ address }) => address },
  { name: 'NAME', of: ({ displayName }) => displayName },
  { name: 'STATE', of: ({ state }) => state },
  { name: 'SINCE', of: ({ askedAt }) => formatTime(askedAt) },
  { name: 'FROM', of: ({ network }) => network },
  { name: 'SAYS', of: ({ reason }) => reason.replace(/\s+/g, ' ') },
];

const STATES = ['pending', 'approved', 'refused', 'all'];

export function addApplicationCommands(program: Command, { api, print }: Context): void {
  const application = program
    .command('application')
    .description('applications for mailboxes, in domains that people join with approval')
    .helpCommand(false);

  application
    .command('list')
    .description('list them, the oldest first')
    .option('--domain <name>', 'only those of one domain')
    .addOption(new Option('--state <state>', 'those in this state').choices(STATES).default('pending'))
    .action(async ({ domain, state }: { domain?: string; state: string }) => {
      const query = { domain, state: state === 'all' ? undefined : state };
      const { entries } = await list<Application>(api(), '/applications', 'applications', query);
      print(entries, entries.length > 0 ? table(COLUMNS, entries) : 'no applications');
    });

  application
    .command('approve <id>')
    .description('give the applicant the mailbox')
    .option('--word <text>', 'a message for the applicant')
    .action(async (id: string, { word = '' }: { word?: string }) => {
      const done = await api().send<{ address: string }>('POST', `/applications/${segment(id)}/approve`, { word });
      print(done, `account ${done.address} added`);
    });

  application
    .command('refuse <id>')
    .description('refuse it; the name is free again')
    .option('--word <text>', 'a message for the applicant')
    .action(async (id: string, { word = '' }: { word?: string }) => {
      const done = await api().send<{ address: string }>('POST', `/applications/${segment(id)}/refuse`, { word });
      print(done, `application for ${done.address} refused`);
    });
}
