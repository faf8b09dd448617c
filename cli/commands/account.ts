import type { Command } from 'commander';
import { list } from '../api.ts';
import type { Account } from '../api-types.ts';
import { type Context, segment } from '../context.ts';
import { readNewPassword } from '../password.ts';
import { formatSize } from '../size.ts';
import { type Column, facts, table } from '../table.ts';
import { formatTime } from '../time.ts';
import { addAccountStateCommands } from './account-state.ts';
import { addAppPasswordCommands } from './app-password.ts';
import { addForwardingCommand, forwarding } from './forwarding.ts';
import { quotaArgument } from './quota-argument.ts';

const COLUMNS: readonly Column<Account>[] = [
  { name: 'ADDRESS', of: ({ address }) => address },
  { name: 'NAME', of: ({ displayName }) => displayName },
  { name: 'STATUS', of: ({ status }) => status },
  { name: 'MESSAGES', of: ({ messageCount }) => String(messageCount), align: 'right' },
  { name: 'USED', of: ({ usedBytes }) => formatSize(usedBytes), align: 'right' },
  { name: 'QUOTA', of: quota, align: 'right' },
];

const ADD_EXAMPLES = `
Examples:
  postroom account add alice@example.org --name 'Alice Liddell' --quota 2G
  pass show mail/alice | postroom account add alice@example.org`;

export function addAccountCommands(program: Command, context: Context): void {
  const { api, print, io } = context;
  const account = program.command('account').description('who has mail here').helpCommand(false);
  const path = (address: string): string => `/accounts/${segment(address)}`;

  account
    .command('add <address>')
    .description('make an account; asks for its password, or reads one line from standard input')
    .option('--name <name>', "the person's name")
    .option('--quota <size>', 'how much it may keep: 500M, 2G, none (default: none)', quotaArgument)
    .option('--force', 'take a password that is easily guessed')
    .addHelpText('after', ADD_EXAMPLES)
    .action(
      async (address: string, { name, quota, force }: { name?: string; quota?: number | null; force?: boolean }) => {
        const password = await readNewPassword(io);
        const wanted = {
          address,
          password,
          ...(force && { force }),
          quotaBytes: quota ?? null,
          ...(name === undefined ? {} : { displayName: name }),
        };
        const made = await api().send<Account>('POST', '/accounts', wanted);
        print(made, `account ${made.address} added`);
      },
    );

  account
    .command('list')
    .description('list accounts and the space they use')
    .option('--domain <name>', 'only those of one domain')
    .option('--largest', 'largest first')
    .action(async ({ domain, largest }: { domain?: string; largest?: boolean }) => {
      const { entries } = await list<Account>(api(), '/accounts', 'accounts', { domain });
      if (largest) entries.sort((one, other) => other.usedBytes - one.usedBytes);
      print(entries, entries.length > 0 ? table(COLUMNS, entries) : 'no accounts');
    });

  account
    .command('show <address>')
    .description('show one')
    .action(async (address: string) => {
      const found = await api().get<Account>(path(address));
      print(found, describe(found));
    });

  account
    .command('passwd <address>')
    .description('change its password; asks for the new one, or reads one line from standard input')
    .option('--force', 'take one that is easily guessed')
    .action(async (address: string, { force }: { force?: boolean }) => {
      await api().get(path(address)); // fails before the user types a password for a missing account
      await api().send('PUT', `${path(address)}/password`, {
        password: await readNewPassword(io),
        ...(force && { force }),
      });
      print({ changed: address }, `password of ${address} changed`);
    });

  account
    .command('quota')
    .argument('<address>')
    .argument('<size>', '500M, 2G, none', quotaArgument)
    .description('set how much mail it may keep')
    .action(async (address: string, quotaBytes: number | null) => {
      const changed = await api().send<Account>('PUT', `${path(address)}/quota`, { quotaBytes });
      print(
        changed,
        `quota of ${changed.address}: ${quota(changed)}, of which ${formatSize(changed.usedBytes)} is used`,
      );
    });

  addForwardingCommand(account, context);
  addAppPasswordCommands(account, context);
  addAccountStateCommands(account, context);
}

function quota({ quotaBytes }: Account): string {
  return quotaBytes === null ? 'none' : formatSize(quotaBytes);
}

function describe(account: Account): string {
  return facts([
    ['address', account.address],
    ['name', account.displayName],
    ['status', account.status],
    ['messages', String(account.messageCount)],
    ['used', formatSize(account.usedBytes)],
    ['quota', quota(account)],
    ['mail', forwarding(account)],
    ['since', formatTime(account.createdAt)],
    ...(account.leavesAt ? [['deleted', `${formatTime(account.leavesAt)}, as its owner wants`] as const] : []),
  ]);
}
