import { type Command, InvalidArgumentError } from 'commander';
import { list } from '../api.ts';
import type { Invitation, JoinPolicy } from '../api-types.ts';
import { type Context, segment } from '../context.ts';
import { type Column, table } from '../table.ts';
import { formatTime } from '../time.ts';

const COLUMNS: readonly Column<Invitation>[] = [
  { name: 'ID', of: ({ id }) => String(id), align: 'right' },
  { name: 'DOMAIN', of: ({ domain }) => domain },
  { name: 'USED', of: ({ used, uses }) => `${used} of ${uses}`, align: 'right' },
  { name: 'UNTIL', of: ({ expiresAt }) => formatTime(expiresAt) },
  { name: 'NOTE', of: ({ note }) => note },
];

const EXAMPLES = `
Examples:
  postroom invitation make example.org
  postroom invitation make example.org --uses 30 --days 14 --note 'the choir'`;

export function addInvitationCommands(program: Command, { api, print }: Context): void {
  const invitation = program
    .command('invitation')
    .description('codes that let people join a domain by invitation')
    .helpCommand(false);

  invitation
    .command('make <domain>')
    .description('make a code; it is shown only once')
    .option('--uses <n>', 'how many may join by it (default: 1)', numberArgument)
    .option('--days <n>', 'for how long (default: 30)', numberArgument)
    .option('--note <text>', 'for whom it is, for your list')
    .addHelpText('after', EXAMPLES)
    .action(async (domain: string, options: { uses?: number; days?: number; note?: string }) => {
      const made = await api().send<Invitation & { code: string }>('POST', '/invitations', { domain, ...options });
      const often = made.uses === 1 ? 'once' : `${made.uses} times`;
      const { mode } = await api().get<JoinPolicy>(`/domains/${segment(made.domain)}/joining`);
      print(
        made,
        `${made.code}\ngood ${often} until ${formatTime(made.expiresAt)}; by link: /join#code=${made.code} of the page${unasked(made.domain, mode)}`,
      );
    });

  invitation
    .command('list')
    .description('list them, without their codes')
    .option('--domain <name>', 'only those of one domain')
    .action(async ({ domain }: { domain?: string }) => {
      const { entries } = await list<Invitation>(api(), '/invitations', 'invitations', { domain });
      print(entries, entries.length > 0 ? table(COLUMNS, entries) : 'no invitations');
    });

  invitation
    .command('revoke <id>')
    .description('end a code: nobody else can join with it')
    .action(async (id: string) => {
      await api().send('DELETE', `/invitations/${segment(id)}`);
      print({ revoked: Number(id) }, `invitation ${id} revoked`);
    });
}

/** Warns that only the mode `invitation` asks for codes. */
function unasked(domain: string, mode: JoinPolicy['mode']): string {
  if (mode === 'invitation') return '';
  const now = mode === 'closed' ? 'nobody joins it now' : `joining is ${mode} now`;
  return `\nbut ${domain} is not joined by invitation, ${now}: postroom domain joining ${domain} invitation`;
}

function numberArgument(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It is a number from 1 on.');
  return Number(text);
}
