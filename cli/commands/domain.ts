import type { Command } from 'commander';
import { list } from '../api.ts';
import type { DnsRecord, Domain } from '../api-types.ts';
import { type Context, segment } from '../context.ts';
import { type Column, table } from '../table.ts';
import { pad, printable, width } from '../text.ts';
import { formatTime } from '../time.ts';
import { addJoiningCommand } from './joining.ts';

const COLUMNS: readonly Column<Domain>[] = [
  { name: 'DOMAIN', of: ({ name }) => name },
  { name: 'ACCOUNTS', of: ({ accounts }) => String(accounts), align: 'right' },
  { name: 'ALIASES', of: ({ aliases }) => String(aliases), align: 'right' },
  { name: 'JOINING', of: ({ joining }) => joining },
  { name: 'SINCE', of: ({ createdAt }) => formatTime(createdAt) },
];

export function addDomainCommands(program: Command, context: Context): void {
  const { api, print } = context;
  const domain = program.command('domain').description('the domains whose mail is kept here').helpCommand(false);

  domain
    .command('add <name>')
    .description('make a domain ours: mail for it is accepted from now on')
    .option('--postmaster <address>', 'who reads mail for its postmaster; else its first account')
    .action(async (name: string, { postmaster }: { postmaster?: string }) => {
      const added = await api().send<{ name: string }>('POST', '/domains', { name, postmaster });
      print(added, `domain ${added.name} added\n${nextSteps(added.name, postmaster)}`);
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

  addJoiningCommand(domain, context);

  domain
    .command('dns <name>')
    .description('print the DNS records by which mail programs find its servers, as a zone file has them')
    .action(async (name: string) => {
      const found = await api().get<{ domain: string; records: DnsRecord[] }>(`/domains/${segment(name)}/dns`);
      print(found, zoneLines(found.records));
    });

  domain
    .command('remove <name>')
    .description('remove a domain that has no accounts, with its aliases')
    .action(async (name: string) => {
      await api().send('DELETE', `/domains/${segment(name)}`);
      print({ removed: name }, `domain ${name} removed`);
    });
}

/** Each with what it is for, as a comment (RFC 1035 5.1). */
function zoneLines(records: readonly DnsRecord[]): string {
  const [names, values] = [records.map(({ name }) => width(name)), records.map(({ value }) => width(value))];
  return records
    .map(({ name, type, value, purpose }) => {
      const columns = [pad(name, Math.max(...names)), pad(type, 5), pad(value, Math.max(...values))];
      return printable(`${columns.join('  ')}  ; ${purpose}`);
    })
    .join('\n');
}

/** What is still to do before mail comes and goes. */
function nextSteps(name: string, postmaster: string | undefined): string {
  const reader = postmaster
    ? `${postmaster} reads it`
    : 'the first account reads it; another: postroom domain postmaster';
  return `
Next:
  postroom account add somebody@${name}
  Mail for postmaster@${name}: ${reader}
  DNS, with MAIL_HOSTNAME for mail.example.org and the address that mail leaves from for 192.0.2.25:
    ${name}. MX 10 mail.example.org.
    ${name}. TXT "v=spf1 mx -all"
    _dmarc.${name}. TXT "v=DMARC1; p=none; rua=mailto:postmaster@${name}"
    mail.example.org. A 192.0.2.25, and its PTR record back to that name
  For people to get a mailbox by themselves: postroom domain joining ${name} --help
  For mail programs to find their servers: postroom domain dns ${name}
  DKIM, and what else a server on the internet needs: docs/deploy.md`;
}
