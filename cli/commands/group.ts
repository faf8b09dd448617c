import type { Command } from 'commander';
import { list } from '../api.ts';
import type { Group } from '../api-types.ts';
import { type Context, segment } from '../context.ts';
import { type Column, facts, table } from '../table.ts';
import { formatTime } from '../time.ts';

const COLUMNS: readonly Column<Group>[] = [
  { name: 'GROUP', of: ({ address }) => address },
  { name: 'NAME', of: ({ displayName }) => displayName },
  { name: 'MEMBERS', of: ({ members }) => String(members), align: 'right' },
];

const ADD_EXAMPLES = `
Examples:
  postroom group add sales@example.org --name 'Sales'
  postroom group member add sales@example.org alice@example.org bob@example.org`;

export function addGroupCommands(program: Command, { api, print }: Context): void {
  const group = program.command('group').description('groups of people to share mailboxes with').helpCommand(false);
  const path = (address: string): string => `/groups/${segment(address)}`;

  group
    .command('add <address>')
    .description('make a group, named like an address; to send mail to its members, make an alias of that name')
    .option('--name <name>', 'what people call it')
    .addHelpText('after', ADD_EXAMPLES)
    .action(async (address: string, { name }: { name?: string }) => {
      const wanted = { address, ...(name === undefined ? {} : { displayName: name }) };
      const made = await api().send<Group>('POST', '/groups', wanted);
      print(made, `group ${made.address} added`);
    });

  group
    .command('list')
    .description('list them')
    .option('--domain <name>', 'only those of one domain')
    .action(async ({ domain }: { domain?: string }) => {
      const { entries } = await list<Group>(api(), '/groups', 'groups', { domain });
      print(entries, entries.length > 0 ? table(COLUMNS, entries) : 'no groups');
    });

  group
    .command('show <address>')
    .description('show one, with who is in it')
    .action(async (address: string) => {
      const found = await api().get<Group>(path(address));
      const { members } = await api().get<{ members: string[] }>(`${path(address)}/members`);
      const about: [string, string][] = [
        ['group', found.address],
        ['name', found.displayName || '-'],
        ['made', formatTime(found.createdAt)],
        ['members', members.join(', ') || '-'],
      ];
      print({ ...found, members }, facts(about));
    });

  group
    .command('remove <address>')
    .description('remove a group, and end what is shared with it')
    .action(async (address: string) => {
      await api().send('DELETE', path(address));
      print({ removed: address }, `group ${address} removed`);
    });

  const member = group.command('member').description('who is in a group').helpCommand(false);

  member
    .command('add <group> <account...>')
    .description('put accounts into a group: they get its rights at once')
    .action(async (address: string, accounts: string[]) => {
      for (const account of accounts) await api().send('PUT', `${path(address)}/members/${segment(account)}`);
      print({ group: address, added: accounts }, `${accounts.join(', ')} added to ${address}`);
    });

  member
    .command('remove <group> <account...>')
    .description('take accounts out of a group: they lose at once what they have through it alone')
    .action(async (address: string, accounts: string[]) => {
      for (const account of accounts) await api().send('DELETE', `${path(address)}/members/${segment(account)}`);
      print({ group: address, removed: accounts }, `${accounts.join(', ')} removed from ${address}`);
    });
}
