import type { Command } from 'commander';
import { list } from '../api.ts';
import type { PolicyCheck, PolicySettings, ScopeWithOwn, SenderRule } from '../api-types.ts';
import { type Context, segment } from '../context.ts';
import { Exit, Failure } from '../failure.ts';
import { type Column, facts, table } from '../table.ts';
import { formatTime } from '../time.ts';

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
const SCOPES: readonly Column<ScopeWithOwn>[] = [
  { name: 'FOR', of: ({ scope }) => scope },
  { name: 'SETTINGS', of: ({ hasSettings }) => (hasSettings ? 'policy show' : '') },
  { name: 'SENDERS', of: ({ senders }) => (senders > 0 ? String(senders) : '') },
  { name: 'LIMITS', of: ({ hasLimits }) => (hasLimits ? 'sending limits' : '') },
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

export function addPolicyCommands(program: Command, { api, print }: Context): void {
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

  policy
    .command('list')
    .description('list domains and accounts that have settings, senders or sending limits of their own')
    .action(async () => {
      const { entries } = await list<ScopeWithOwn>(api(), '/policy/scopes', 'scopes');
      print(entries, entries.length > 0 ? table(SCOPES, entries) : 'no domain or account has settings of its own');
    });

  policy
    .command('show')
    .description('show where a domain or an account differs from the platform')
    .requiredOption('--for <scope>', 'an account or a domain of ours')
    .action(async ({ for: scope }: Required<For>) => {
      const found = await api().get<PolicySettings>('/policy/settings', { scope });
      print(found, settingsText(found));
    });

  policy
    .command('set')
    .description('give a domain or an account other thresholds, or other rules for some checks')
    .requiredOption('--for <scope>', 'an account or a domain of ours')
    .option(
      '--junk-points <points>',
      'points from which mail is junk; `default`: as the domain or the platform has it',
      points,
    )
    .option(
      '--quarantine-points <points>',
      'points from which mail goes into quarantine, 0: never; `default`: as the domain or the platform has it',
      points,
    )
    .option(
      '--reject-points <points>',
      'points from which mail is refused; `default`: as the domain or the platform has it',
      points,
    )
    .option(
      '--check <name=rule...>',
      'points, off, on, junk, quarantine, defer, reject; `default`: as the domain or the platform has it',
    )
    .option(
      '--own-senders <rule>',
      'mail in the name of the domain without proof: refuse, accept, `default`',
      ownSendersOf,
    )
    .action(
      async ({
        for: scope,
        ownSenders,
        junkPoints,
        quarantinePoints,
        rejectPoints,
        check = [],
      }: Required<For> & Partial<PolicySettings> & { check?: string[] }) => {
        const before = await api().get<PolicySettings>('/policy/settings', { scope });
        const checks = { ...before.checks };
        for (const [name, rule] of check.map(nameAndRule)) {
          if (rule === 'default') delete checks[name];
          else checks[name] = rule;
        }
        const wanted = {
          junkPoints: junkPoints === undefined ? before.junkPoints : junkPoints,
          quarantinePoints: quarantinePoints === undefined ? before.quarantinePoints : quarantinePoints,
          rejectPoints: rejectPoints === undefined ? before.rejectPoints : rejectPoints,
          checks,
          ownSenders: ownSenders === undefined ? before.ownSenders : ownSenders,
        };
        const put = await api().send<PolicySettings>('PUT', `/policy/settings?scope=${segment(scope)}`, wanted);
        print(put, settingsText(put));
      },
    );
}

function points(text: string): number | null {
  if (text === 'default') return null;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new Failure(Exit.usage, 'usage', `${text} is no number of points`);
  return value;
}

function ownSendersOf(text: string): PolicySettings['ownSenders'] {
  if (text === 'default') return null;
  if (text !== 'refuse' && text !== 'accept')
    throw new Failure(Exit.usage, 'usage', `${text} is not refuse, accept or default`);
  return text;
}

function nameAndRule(text: string): [string, string] {
  const [name = '', rule = ''] = text.split('=', 2);
  if (name === '' || rule === '') throw new Failure(Exit.usage, 'usage', `${text} is not name=rule`);
  return [name, rule];
}

function settingsText({ junkPoints, quarantinePoints, rejectPoints, checks, ownSenders }: PolicySettings): string {
  const lines: [name: string, value: string][] = [];
  if (junkPoints !== null) lines.push(['junk', `from ${junkPoints} points`]);
  if (quarantinePoints !== null)
    lines.push(['quarantine', quarantinePoints === 0 ? 'never' : `from ${quarantinePoints} points`]);
  if (rejectPoints !== null) lines.push(['refused', `from ${rejectPoints} points`]);
  if (ownSenders !== null) lines.push(['own senders', ownSenders]);
  for (const [name, rule] of Object.entries(checks)) lines.push(['check', `${name}=${rule}`]);
  return lines.length > 0 ? facts(lines) : 'no settings of its own';
}
