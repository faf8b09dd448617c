import type { Command } from 'commander';
import { list } from '../api.ts';
import type { Quarantined } from '../api-types.ts';
import { type Context, segment } from '../context.ts';
import { formatSize } from '../size.ts';
import { type Column, facts, table } from '../table.ts';
import { formatSpan, formatTime } from '../time.ts';
import { countArgument } from './queue.ts';

const COLUMNS: readonly Column<Quarantined>[] = [
  { name: 'ID', of: ({ id }) => id },
  { name: 'FROM', of: ({ from, reversePath }) => from || reversePath || '<>' },
  { name: 'TO', of: ({ recipient }) => recipient },
  { name: 'SUBJECT', of: ({ subject }) => subject },
  { name: 'SIZE', of: ({ size }) => formatSize(size), align: 'right' },
  { name: 'AGE', of: ({ acceptedAt }) => formatSpan(new Date(acceptedAt), new Date()), align: 'right' },
  { name: 'WHY', of: ({ reason }) => reason },
];

const EXAMPLES = `
Examples:
  postroom quarantine list --account alice@example.org
  postroom policy set --for example.org --quarantine-points 10`;

interface ListOptions {
  readonly account?: string;
  readonly domain?: string;
  readonly limit: number;
  readonly after?: string;
}

export function addQuarantineCommands(program: Command, { api, print }: Context): void {
  const quarantine = program
    .command('quarantine')
    .description('mail in quarantine, until somebody releases it')
    .helpCommand(false)
    .addHelpText('after', EXAMPLES);

  quarantine
    .command('list')
    .description('list mail in quarantine, newest first')
    .option('--account <address>', 'for one of our accounts')
    .option('--domain <domain>', 'for addresses of one domain')
    .option('--limit <number>', 'entries at most', countArgument, 100)
    .option('--after <id>', 'continue after the one with this id, the last one of the previous list')
    .action(async ({ limit, after, ...filter }: ListOptions) => {
      const { entries, more } = await list<Quarantined>(api(), '/quarantine', 'quarantined', filter, limit, after);
      const rest = more ? `\n… and more: --after ${entries.at(-1)?.id}` : '';
      print(entries, entries.length > 0 ? table(COLUMNS, entries) + rest : 'nothing is in quarantine');
    });

  quarantine
    .command('show <id>')
    .description('show what is known of one')
    .action(async (id: string) => {
      const found = await api().get<Quarantined>(`/quarantine/${segment(id)}`);
      print(found, describe(found));
    });

  quarantine
    .command('release <id>')
    .description('deliver it to its recipient')
    .action(async (id: string) => {
      await api().send('POST', `/quarantine/${segment(id)}/release`);
      print({ released: id }, 'released: it is delivered as any mail is');
    });

  quarantine
    .command('delete <id>')
    .description('delete it; nobody is told')
    .action(async (id: string) => {
      await api().send('DELETE', `/quarantine/${segment(id)}`);
      print({ deleted: id }, 'deleted');
    });
}

function describe(one: Quarantined): string {
  return facts([
    ['id', one.id],
    ['mail', one.mailId],
    ['why', one.isDangerous ? `${one.reason} (its recipient cannot release it)` : one.reason],
    ['envelope from', one.reversePath || '<>'],
    ['from', one.from],
    ['to', one.recipient + (one.originalRecipient === one.recipient ? '' : ` (sent to ${one.originalRecipient})`)],
    ['subject', one.subject],
    ['message-id', one.messageId || 'none'],
    ['client', one.clientAddress ?? 'not known'],
    ['size', formatSize(one.size)],
    ['accepted', formatTime(one.acceptedAt)],
  ]);
}
