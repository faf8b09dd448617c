import { type Command, InvalidArgumentError, Option } from 'commander';
import { list } from '../api.ts';
import type { Delivery } from '../api-types.ts';
import { type Context, segment } from '../context.ts';
import { formatSize } from '../size.ts';
import { type Column, facts, table } from '../table.ts';
import { formatSpan, formatTime } from '../time.ts';
import { addQueueOperations, type Filter, filterOf, withFilters } from './queue-operations.ts';

const COLUMNS: readonly Column<Delivery>[] = [
  { name: 'ID', of: ({ id }) => id },
  { name: 'FROM', of: sender },
  { name: 'TO', of: ({ recipient }) => recipient },
  { name: 'SIZE', of: ({ size }) => formatSize(size), align: 'right' },
  { name: 'AGE', of: ({ acceptedAt }) => formatSpan(new Date(acceptedAt), new Date()), align: 'right' },
  { name: 'TRIES', of: ({ attempts }) => String(attempts), align: 'right' },
  { name: 'NEXT', of: next },
  { name: 'LAST ANSWER', of: answer },
];

interface ListOptions extends Filter {
  readonly destination?: string;
  readonly account?: string;
  readonly state?: string;
  readonly limit: number;
  readonly after?: string;
}

export function addQueueCommands(program: Command, { api, print, io }: Context): void {
  const queue = program.command('queue').description('mail that is waiting to be delivered').helpCommand(false);

  withFilters(queue.command('list').description('list waiting mail, oldest first'))
    .addOption(new Option('--destination <domain>', 'the same as --to').conflicts('to').hideHelp())
    .option('--account <address>', 'for one of our accounts, or sent by it')
    .addOption(new Option('--state <state>', 'not tried yet, put off, or held').choices(['new', 'deferred', 'held']))
    .option('--limit <number>', 'entries at most', countArgument, 100)
    .option('--after <id>', 'continue after the delivery with this id, the last one of the previous list')
    .action(async ({ destination, account, state, limit, after, ...filter }: ListOptions) => {
      const query = { destination, ...filterOf(filter), account, state };
      const { entries, more } = await list<Delivery>(api(), '/queue', 'deliveries', query, limit, after);
      const rest = more ? `\n… and more: --after ${entries.at(-1)?.id}` : '';
      print(entries, entries.length > 0 ? table(COLUMNS, entries) + rest : 'nothing waits');
    });

  queue
    .command('show <id>')
    .description('show all deliveries of a mail, by its id or that of one of them')
    .action(async (id: string) => {
      const found = await api().get<{ deliveries: Delivery[] }>(`/queue/${segment(id)}`);
      print(found.deliveries, found.deliveries.map(describe).join('\n\n'));
    });

  addQueueOperations(queue, { api, print, io });
}

export function countArgument(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('It is a number from 1 on.');
  return Number(text);
}

function sender({ reversePath }: Delivery): string {
  return reversePath === '' ? '<>' : reversePath;
}

function next({ nextAttemptAt, held }: Delivery): string {
  if (held) return 'held';
  const at = new Date(nextAttemptAt);
  return at.getTime() <= Date.now() ? 'now' : `in ${formatSpan(new Date(), at)}`;
}

function answer({ lastHost, lastReply }: Delivery): string {
  return [lastHost, lastReply].filter((part) => part).join(': ');
}

function describe(delivery: Delivery): string {
  const waits = delivery.state === 'queued';
  return facts([
    ['delivery', delivery.id],
    ['mail', delivery.mailId],
    ['from', sender(delivery)],
    ['to', delivery.recipient],
    ['goes to', delivery.destination ?? 'a mailbox here'],
    ['state', delivery.state],
    ['size', formatSize(delivery.size)],
    ['accepted', formatTime(delivery.acceptedAt)],
    ['attempts', String(delivery.attempts)],
    ...(waits
      ? [['next attempt', delivery.held ? 'held, until it is released' : formatTime(delivery.nextAttemptAt)] as const]
      : []),
    ['last answer', answer(delivery) || 'none yet'],
  ]);
}
