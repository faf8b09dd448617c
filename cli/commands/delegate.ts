import { type Command, Option } from 'commander';
import { list } from '../api.ts';
import type { Delegation } from '../api-types.ts';
import { type Context, segment } from '../context.ts';
import { type Column, table } from '../table.ts';
import { formatTime } from '../time.ts';

const COLUMNS: readonly Column<Delegation>[] = [
  { name: 'ADDRESS', of: ({ address }) => address },
  { name: 'TO', of: ({ to, isGroup }) => (isGroup ? `${to} (group)` : to) },
  { name: 'MODE', of: ({ mode }) => mode },
  { name: 'SINCE', of: ({ createdAt }) => formatTime(createdAt) },
];

const EXAMPLES = `
Examples:
  postroom delegate add sales@example.org alice@example.org
  postroom delegate add boss@example.org office@example.org --mode send-on-behalf
  postroom delegate remove sales@example.org alice@example.org`;

export function addDelegateCommands(program: Command, { api, print }: Context): void {
  const delegate = program
    .command('delegate')
    .description('who may send with somebody else’s address')
    .helpCommand(false)
    .addHelpText('after', EXAMPLES);

  delegate
    .command('add <address> <to>')
    .description('let an account, or those in a group, send mail in the name of an account or an alias')
    .addOption(
      new Option('--mode <mode>', 'send-as: nobody sees who wrote it; send-on-behalf: Sender shows it')
        .choices(['send-as', 'send-on-behalf'])
        .default('send-as'),
    )
    .action(async (address: string, to: string, { mode }: { mode: string }) => {
      await api().send('PUT', '/delegations', { address, to, mode });
      const how = mode === 'send-as' ? 'as' : 'on behalf of';
      print({ address, to, mode }, `${to} may send ${how} ${address}`);
    });

  delegate
    .command('remove <address> <to>')
    .description('take that right away at once')
    .action(async (address: string, to: string) => {
      await api().send('DELETE', `/delegations?address=${segment(address)}&to=${segment(to)}`);
      print({ address, removed: to }, `${to} may not send in the name of ${address} any more`);
    });

  delegate
    .command('list')
    .description('list them')
    .option('--address <address>', 'of one address')
    .option('--to <address>', 'to one account or group')
    .action(async (filter: { address?: string; to?: string }) => {
      const { entries } = await list<Delegation>(api(), '/delegations', 'delegations', filter);
      print(entries, entries.length > 0 ? table(COLUMNS, entries) : 'nothing is delegated');
    });
}
