import type { Command } from 'commander';
import { list } from '../api.ts';
import type { Domain } from '../api-types.ts';
import { type Context, segment } from '../context.ts';
import { type Column, table } from '../table.ts';
import { formatTime } from '../time.ts';

const COLUMNS: readonly Column<Domain>[] = [
  { name: 'DOMAIN', of: ({ name }) => name },
  { name: 'ACCOUNTS', of: ({ accounts }) => String(accounts), align: 'right' },
  { name: 'ALIASES', of: ({ aliases }) => String(aliases), align: 'right' },
  { name: 'SINCE', of: ({ createdAt }) => formatTime(createdAt) },
];

export function addDomainCommands(program: Command, { api, print }: Context): void {
  const domain = program.command('domain').description('the domains whose mail is kept here').helpCommand(false);

  domain
    .command('add <name>')
    .description('make a domain ours: mail for it is accepted from now on')
    .option('--postmaster <address>', 'who reads mail for its postmaster; else its first account')
    .action(async (name: string, { postmaster }: { postmaster?: string }) => {
      const added = await api().send<{ name: string }>('POST', '/domains', { name, postmaster });
      print(added, `domain ${added.name} added`);
    });

  domain
    .command('list')
    .description('list them with the number of their accounts and aliases')
    .action(async () => {
      const { entries } = await list<Domain>(api(), '/domains', 'domains');
      print(entries, entries.length > 0 ? table(COLUMNS, entries) : 'no domains; add one: postroom domain add <name>');
    });

  domain
    .command('postmaster <name> [address]')
    .description('name who reads mail for its postmaster; without an address its first account')
    .action(async (name: string, address?: string) => {
      const postmaster = address ?? null;
      await api().send('PUT', `/domains/${segment(name)}/postmaster`, { postmaster });
      print({ name, postmaster }, `postmaster of ${name}: ${address ?? 'its first account'}`);
    });

  domain
    .command('remove <name>')
    .description('remove a domain that has no accounts, with its aliases')
    .action(async (name: string) => {
      await api().send('DELETE', `/domains/${segment(name)}`);
      print({ removed: name }, `domain ${name} removed`);
    });
}
