import type { Command } from 'commander';
import { list } from '../api.ts';
import type { Account } from '../api-types.ts';
import { confirm } from '../confirm.ts';
import { type Context, segment } from '../context.ts';
import { usage } from '../failure.ts';
import { readNewPassword } from '../password.ts';
import { formatSize } from '../size.ts';
import { type Column, facts, table } from '../table.ts';
import { formatTime } from '../time.ts';
import { addAppPasswordCommands } from './app-password.ts';
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

const FORWARD_EXAMPLES = `
Examples:
  postroom account forward alice@example.org --to alice@elsewhere.example --keep
  postroom account forward alice@example.org --none`;

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

  account
    .command('forward <address>')
    .description('forward its mail to other addresses, or show where it goes')
    .option('--to <address...>', 'where it goes, here or elsewhere')
    .option('--keep', 'file the mail here as well')
    .option('--none', 'stop forwarding')
    .addHelpText('after', FORWARD_EXAMPLES)
    .action(async (address: string, { to, keep, none }: { to?: string[]; keep?: boolean; none?: boolean }) => {
      if (none ? to || keep : keep && !to) throw usage('say --to with its addresses, or --none');
      const url = `${path(address)}/forwarding`;
      const found = none
        ? await api().send<Account>('DELETE', url)
        : to
          ? await api().send<Account>('PUT', url, { targets: to, keep: keep ?? false })
          : await api().get<Account>(path(address));
      print(found, `mail for ${found.address}: ${forwarding(found)}`);
    });

  addAppPasswordCommands(account, context);

  account
    .command('suspend <address>')
    .description('stop it from logging in and sending; mail for it waits')
    .action(async (address: string) => {
      const changed = await api().send<Account>('POST', `${path(address)}/suspend`);
      print(changed, `account ${changed.address} suspended`);
    });

  account
    .command('resume <address>')
    .description('end a suspension')
    .action(async (address: string) => {
      const changed = await api().send<Account>('POST', `${path(address)}/resume`);
      print(changed, `account ${changed.address} active`);
    });

  account
    .command('stay <address>')
    .description('keep an account that its owner asked to delete')
    .action(async (address: string) => {
      const kept = await api().send<Account>('POST', `${path(address)}/stay`);
      print(kept, `account ${kept.address} stays`);
    });

  account
    .command('remove <address>')
    .description('remove it with all its mailboxes and mail, for good')
    .option('--yes', 'do not ask for confirmation')
    .action(async (address: string, { yes }: { yes?: boolean }) => {
      if (io.stdin.isTTY && !yes) {
        const { messageCount, usedBytes } = await api().get<Account>(path(address));
        const kept = `${messageCount === 1 ? '1 message' : `${messageCount} messages`}, ${formatSize(usedBytes)}`;
        if (!(await confirm(io, `Remove ${address} with all its mail (${kept}), for good?`))) {
          print({ removed: null }, `account ${address} stays`);
          return;
        }
      }
      await api().send('DELETE', path(address));
      print({ removed: address }, `account ${address} removed with all its mail`);
    });
}

function forwarding({ forwarding }: Account): string {
  if (!forwarding) return 'kept here';
  return `sent on to ${forwarding.targets.join(', ')}${forwarding.keep ? ' and kept here' : ''}`;
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
