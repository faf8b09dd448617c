import type { Command } from 'commander';
import type { PolicyCheck, SenderRule } from '../api-types.ts';
import { type Context, segment } from '../context.ts';
import { type Column, table } from '../table.ts';
import { formatTime } from '../time.ts';
import { addPolicySettings } from './policy-settings.ts';

const CHECKS: readonly Column<PolicyCheck>[] = [
  { name: 'CHECK', of: ({ name }) => name },
  { name: 'RULE', of: ({ rule }) => rule },
  { name: 'FINDS', of: ({ about }) => about },
];
const SENDERS: readonly Column<SenderRule>[] = [
  { name: 'RULE', of: ({ rule }) => rule },
  { name: 'SENDER', of: ({ pattern }) => pattern },
  { name: 'SINCE', of: ({ createdAt }) => formatTime(createdAt) },
];
const SENDER = 'an address, a domain, *@domain, *.domain, or an IP address or range';
const FOR: [string, string] = ['--for <scope>', 'one account or domain (default: the whole platform)'];

const EXAMPLES = `
Examples:
  postroom policy never '*.spam.example'
  postroom policy always newsletter@shop.example --for alice@example.org
  postroom policy always 192.0.2.0/24 --for example.org
  postroom policy set --for alice@example.org --junk-points 4 --check links=off look-alike=junk
  postroom policy set --for example.org --own-senders accept`;

interface For {
  readonly for?: string;
}

export function addPolicyCommands(program: Command, context: Context): void {
  const { api, print } = context;
  const policy = program
    .command('policy')
    .description('what happens to mail from others: checks, and senders that are always or never accepted')
    .helpCommand(false)
    .addHelpText('after', EXAMPLES);

  policy
    .command('checks')
    .description('list the checks, in their order, with what is done unless POLICY_CHECKS says otherwise')
    .action(async () => {
      const { checks } = await api().get<{ checks: PolicyCheck[] }>('/policy/checks');
      print(checks, table(CHECKS, checks));
    });

  for (const rule of ['always', 'never'] as const) {
    policy
      .command(rule)
      .argument('<sender>', SENDER)
      .description(
        rule === 'always'
          ? 'always accept a sender, whatever the checks find; but not mail that others forge'
          : 'always refuse a sender',
      )
      .option(...FOR)
      .action(async (pattern: string, { for: scope = '' }: For) => {
        const put = await api().send<SenderRule>('PUT', '/policy/senders', { scope, rule, pattern });
        print(put, `mail from ${put.pattern} is ${rule} taken${scope && ` for ${scope}`}`);
      });
  }

  policy
    .command('forget')
    .argument('<sender>', 'as `policy senders` lists it')
    .description('remove a sender from those always or never accepted')
    .option(...FOR)
    .action(async (pattern: string, { for: scope = '' }: For) => {
      await api().send('DELETE', `/policy/senders?scope=${segment(scope)}&pattern=${segment(pattern)}`);
      print({ forgotten: pattern }, `nothing is said of ${pattern} any more${scope && ` for ${scope}`}`);
    });

  policy
    .command('senders')
    .description('list the senders that are always or never accepted')
    .option(...FOR)
    .action(async ({ for: scope = '' }: For) => {
      const { senders } = await api().get<{ senders: SenderRule[] }>('/policy/senders', { scope });
      print(senders, senders.length > 0 ? table(SENDERS, senders) : 'nobody');
    });

  addPolicySettings(policy, context);
}
