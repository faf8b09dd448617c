import type { Command } from 'commander';
import { list } from '../api.ts';
import type { DnsRecord, Domain } from '../api-types.ts';
import { type Context, segment } from '../context.ts';
import { type Column, table } from '../table.ts';
import { pad, printable, width } from '../text.ts';
import { formatTime } from '../time.ts';
import { addDkimCommands } from './dkim.ts';
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
  const domain = program.command('domain').description('the domains that have mail here').helpCommand(false);

  domain
    .command('add <name>')
    .description('add a domain: mail for it is accepted from now on')
    .option('--postmaster <address>', 'who reads mail for its postmaster; else its first account')
    .option('--force', 'take a name without a dot, for a network of your own: other servers do not find it')
    .action(async (name: string, { postmaster, force }: { postmaster?: string; force?: boolean }) => {
      const wanted = { name, postmaster, ...(force && { force }) };
      const added = await api().send<{ name: string }>('POST', '/domains', wanted);
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
    .description('choose who reads mail for its postmaster; without an address, its first account')
    .action(async (name: string, address?: string) => {
      const postmaster = address ?? null;
      await api().send('PUT', `/domains/${segment(name)}/postmaster`, { postmaster });
      print({ name, postmaster }, `postmaster of ${name}: ${address ?? 'its first account'}`);
    });

  addJoiningCommand(domain, context);
  addDkimCommands(domain, context);

  domain
    .command('dns <name>')
    .description(
      'print the DNS records it needs: for its mail to arrive, to be believed, and to be found by programs; in the format of a zone file',
    )
    .option('--check', 'look each one up, as mailbox-store sees DNS: present, missing, different')
    .action(async (name: string, { check = false }: { check?: boolean }) => {
      const path = `/domains/${segment(name)}/dns${check ? '?check=true' : ''}`;
      const found = await api().get<{ domain: string; records: DnsRecord[] }>(path);
      print(found, check ? checkedLines(found.records) : zoneLines(found.records));
    });

  domain
    .command('remove <name>')
    .description('remove a domain that has no accounts, with its aliases')
    .action(async (name: string) => {
      await api().send('DELETE', `/domains/${segment(name)}`);
      print({ removed: name }, `domain ${name} removed`);
    });
}

/** The widest column: a key is longer than any screen and must not push the others away. */
const MAX_COLUMN = 60;

/** Returns each record with its purpose as a comment (RFC 1035 5.1). */
function zoneLines(records: readonly DnsRecord[]): string {
  const shortest = (widths: readonly number[]) => Math.min(MAX_COLUMN, Math.max(...widths));
  const names = shortest(records.map(({ name }) => width(name)));
  const values = shortest(records.map(({ value }) => width(value)));
  return records
    .map(({ name, type, value, purpose }) => {
      const columns = [pad(name, names), pad(type, 5), pad(value, values)];
      return printable(value === '' ? `; ${name} ${type}: ${purpose}` : `${columns.join('  ')}  ; ${purpose}`);
    })
    .join('\n');
}

/** Shows for wrong records what is there, and what belongs there. */
function checkedLines(records: readonly DnsRecord[]): string {
  return records
    .flatMap(({ name, type, value, purpose, state = '', found = [], notAt = [] }) => [
      `${pad(state, 'different'.length)}  ${name} ${type}${notAt.length > 0 ? `  at ${notAt.join(', ')}` : ''}`,
      ...(state === 'present'
        ? []
        : [...found.map((text) => `             has  ${text}`), `           wants  ${value || `(${purpose})`}`]),
    ])
    .map(printable)
    .join('\n');
}

/** Returns what is left to do before the domain can send and receive mail. */
function nextSteps(name: string, postmaster: string | undefined): string {
  const reader = postmaster
    ? `${postmaster} reads it`
    : `the first account reads it; another: postroom domain postmaster ${name} ADDRESS`;
  return `
Next:
  postroom account add somebody@${name}
  Mail for postmaster@${name}: ${reader}
  The DNS records for its mail to arrive, to be believed elsewhere (SPF, DKIM, DMARC), and for mail programs: postroom domain dns ${name}
  And of the server itself, once: its name has the address that mail leaves from, and a PTR record back to that name
  For people to get a mailbox by themselves: postroom domain joining ${name} --help
  What else a server on the internet needs: docs/deploy.md`;
}
