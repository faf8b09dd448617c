import { type Command, InvalidArgumentError } from 'commander';
import { list } from '../api.ts';
import type { Delivery } from '../api-types.ts';
import { type Context, segment } from '../context.ts';
import { usage } from '../failure.ts';
import { formatSize } from '../size.ts';
import { type Column, facts, table } from '../table.ts';
import { formatSpan, formatTime } from '../time.ts';

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

export function addQueueCommands(program: Command, { api, print }: Context): void {
  const queue = program.command('queue').description('mail that waits to be delivered').helpCommand(false);

  queue
    .command('list')
    .description('list what waits, oldest first')
    .option('--destination <domain>', 'only what goes to one domain')
    .option('--limit <number>', 'entries at most', countArgument, 100)
    .action(async ({ destination, limit }: { destination?: string; limit: number }) => {
      const { entries, more } = await list<Delivery>(api(), '/queue', 'deliveries', { destination }, limit);
      const rest = more ? '\n… and more: see --limit' : '';
      print(entries, entries.length > 0 ? table(COLUMNS, entries) + rest : 'nothing waits');
    });

  queue
    .command('show <id>')
    .description('show all deliveries of a mail, by its id or that of one of them')
    .action(async (id: string) => {
      const { deliveries } = await api().get<{ deliveries: Delivery[] }>(`/queue/${segment(id)}`);
      print(deliveries, deliveries.map(describe).join('\n\n'));
    });

  queue
    .command('retry [id]')
    .description('try a mail or one delivery now')
    .option('--all', 'try everything that waits')
    .action(async (id: string | undefined, { all }: { all?: boolean }) => {
      if ((id === undefined) !== (all === true)) throw usage('queue retry takes an id, or --all');
      const path = id === undefined ? '/queue/retry' : `/queue/${segment(id)}/retry`;
      const done = await api().send<{ count: number }>('POST', path);
      print(done, `${deliveries(done.count)} tried again now`);
    });

  queue
    .command('cancel <id>')
    .description('give a mail or one delivery up, without a bounce')
    .action(async (id: string) => {
      const done = await api().send<{ count: number }>('POST', `/queue/${segment(id)}/cancel`);
      print(done, `${deliveries(done.count)} cancelled`);
    });
}

function countArgument(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('It is a number from 1 on.');
  return Number(text);
}

function deliveries(count: number): string {
  return count === 1 ? '1 delivery' : `${count} deliveries`;
}

function sender({ reversePath }: Delivery): string {
  return reversePath === '' ? '<>' : reversePath;
}

function next({ nextAttemptAt }: Delivery): string {
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
    ...(waits ? [['next attempt', formatTime(delivery.nextAttemptAt)] as const] : []),
    ['last answer', answer(delivery) || 'none yet'],
  ]);
}
