import type { Command } from 'commander';
import { list } from '../api.ts';
import type { Alias } from '../api-types.ts';
import { type Context, segment } from '../context.ts';
import { Exit, Failure } from '../failure.ts';
import { type Column, table } from '../table.ts';

const COLUMNS: readonly Column<Alias>[] = [
  { name: 'ALIAS', of: ({ address }) => address },
  { name: 'TARGETS', of: ({ targets }) => targets.join(', ') },
];

const ADD_EXAMPLES = `
Examples:
  postroom alias add sales@example.org alice@example.org bob@example.org
  postroom alias add alice.private@example.org alice@elsewhere.example
  postroom alias add @example.org alice@example.org`;

export function addAliasCommands(program: Command, { api, print }: Context): void {
  const alias = program.command('alias').description('addresses that lead to others').helpCommand(false);
  const path = (address: string): string => `/aliases/${segment(address)}`;

  alias
    .command('add')
    .argument('<address>', 'local@domain of ours, or @domain for whatever no other address takes')
    .argument('<target...>', 'where its mail goes, here or elsewhere')
    .description('make an alias')
    .option('--replace', 'replace the targets of an existing alias')
    .addHelpText('after', ADD_EXAMPLES)
    .action(async (address: string, targets: string[], { replace }: { replace?: boolean }) => {
      if (!replace) await requireNew(address);
      const put = await api().send<Alias & { nobody: string[] }>('PUT', path(address), { targets });
      const leads = `alias ${put.address} leads to ${put.targets.join(', ')}`;
      const yet = 'until somebody has it, what is for it reaches nobody there';
      print(put, [leads, ...put.nobody.map((target) => `nobody has ${target}: ${yet}`)].join('\n'));
    });

  alias
    .command('list')
    .description('list them with their targets')
    .option('--domain <name>', 'only those of one domain')
    .action(async ({ domain }: { domain?: string }) => {
      const { entries } = await list<Alias>(api(), '/aliases', 'aliases', { domain });
      print(entries, entries.length > 0 ? table(COLUMNS, entries) : 'no aliases');
    });

  alias
    .command('remove <address>')
    .description('remove an alias')
    .action(async (address: string) => {
      await api().send('DELETE', path(address));
      print({ removed: address }, `alias ${address} removed`);
    });

  /** Throws if the alias exists, so that adding one does not replace its targets. */
  async function requireNew(address: string): Promise<void> {
    const found = await api()
      .get<Alias>(path(address))
      .catch((error: unknown) => {
        if (error instanceof Failure && error.code === 'not-found') return undefined;
        throw error;
      });
    if (found === undefined) return;
    const leads = found.targets.join(', ');
    throw new Failure(Exit.refused, 'already-exists', `${found.address} leads to ${leads} already; see --replace`);
  }
}
