import { type Command, InvalidArgumentError } from 'commander';
import type { AppPassword } from '../api-types.ts';
import { type Context, segment } from '../context.ts';
import { type Column, table } from '../table.ts';
import { formatTime } from '../time.ts';

const COLUMNS: readonly Column<AppPassword>[] = [
  { name: 'ID', of: ({ id }) => String(id), align: 'right' },
  { name: 'NAME', of: ({ name }) => name },
  { name: 'BEGINS', of: ({ selector }) => selector },
  { name: 'FOR', of: ({ scopes }) => scopes.join(' ') },
  { name: 'FROM', of: ({ networks }) => networks.join(' ') || 'everywhere' },
  { name: 'UNTIL', of: ({ endsAt }) => (endsAt ? formatTime(endsAt) : '') },
  {
    name: 'LAST USED',
    of: ({ usedAt, usedFrom, usedFor }) => (usedAt ? `${formatTime(usedAt)} ${usedFor} ${usedFrom}` : 'never'),
  },
];

const EXAMPLES = `
Examples:
  postroom account app-password add alice@example.org --name 'printer' --for smtp --from 192.0.2.0/24
  postroom account app-password add alice@example.org --name 'phone' --for imap smtp --days 365`;

/** Adds the commands for an account's app passwords. */
export function addAppPasswordCommands(account: Command, { api, print }: Context): void {
  const appPassword = account
    .command('app-password')
    .description('separate passwords for mail programs, each for some protocols')
    .helpCommand(false);
  const path = (address: string): string => `/accounts/${segment(address)}/app-passwords`;

  appPassword
    .command('add <address>')
    .description('make one; it is shown only once')
    .requiredOption('--name <name>', 'which program it is for')
    .requiredOption('--for <scope...>', 'what it may be used for: smtp, imap, pop3, jmap')
    .option('--from <network...>', 'from where it may be used (default: everywhere)')
    .option('--days <n>', 'for how long (default: for good)', daysArgument)
    .addHelpText('after', EXAMPLES)
    .action(async (address: string, options: { name: string; for: string[]; from?: string[]; days?: number }) => {
      const { name, for: scopes, from: networks, days } = options;
      const wanted = { name, scopes, ...(networks && { networks }), ...(days && { days }) };
      const made = await api().send<AppPassword & { password: string }>('POST', path(address), wanted);
      const until = made.endsAt ? ` until ${formatTime(made.endsAt)}` : '';
      print(made, `${made.password}\nfor ${made.scopes.join(', ')} of ${address}${until}; it is not shown again`);
    });

  appPassword
    .command('list <address>')
    .description('list them, without the passwords themselves')
    .action(async (address: string) => {
      const { appPasswords } = await api().get<{ appPasswords: AppPassword[] }>(path(address));
      print(appPasswords, appPasswords.length > 0 ? table(COLUMNS, appPasswords) : 'no app passwords');
    });

  appPassword
    .command('revoke <address> <id>')
    .description('revoke one; whoever is logged in with it is logged out')
    .action(async (address: string, id: string) => {
      await api().send('DELETE', `${path(address)}/${segment(id)}`);
      print({ revoked: Number(id) }, `app password ${id} of ${address} revoked`);
    });
}

function daysArgument(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('It is a number of days from 1 on.');
  return Number(text);
}
