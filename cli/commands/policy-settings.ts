import type { Command } from 'commander';
import { list } from '../api.ts';
import type { PolicySettings, ScopeWithOwn } from '../api-types.ts';
import { type Context, segment } from '../context.ts';
import { usage } from '../failure.ts';
import { type Column, facts, table } from '../table.ts';

const SCOPES: readonly Column<ScopeWithOwn>[] = [
  { name: 'FOR', of: ({ scope }) => scope },
  { name: 'SETTINGS', of: ({ hasSettings }) => (hasSettings ? 'policy show' : '') },
  { name: 'SENDERS', of: ({ senders }) => (senders > 0 ? String(senders) : '') },
  { name: 'LIMITS', of: ({ hasLimits }) => (hasLimits ? 'sending limits' : '') },
];

interface Changes extends Partial<Omit<PolicySettings, 'checks'>> {
  readonly for: string;
  readonly check?: readonly string[];
}

/** Adds the commands for thresholds and rules of a domain or an account. */
export function addPolicySettings(policy: Command, { api, print }: Context): void {
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
    .action(async ({ for: scope }: { for: string }) => {
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
    .action(async ({ for: scope, check = [], ...wanted }: Changes) => {
      if (check.length === 0 && Object.keys(wanted).length === 0)
        throw usage('say what to change: --junk-points, --quarantine-points, --reject-points, --check, --own-senders');
      const before = await api().get<PolicySettings>('/policy/settings', { scope });
      const checks = { ...before.checks };
      for (const [name, rule] of check.map(nameAndRule)) {
        if (rule === 'default') delete checks[name];
        else checks[name] = rule;
      }
      const path = `/policy/settings?scope=${segment(scope)}`;
      const put = await api().send<PolicySettings>('PUT', path, { ...before, ...wanted, checks });
      print(put, settingsText(put));
    });
}

function points(text: string): number | null {
  if (text === 'default') return null;
  const value = Number(text);
  if (!Number.isFinite(value)) throw usage(`${text} is no number of points`);
  return value;
}

function ownSendersOf(text: string): PolicySettings['ownSenders'] {
  if (text === 'default') return null;
  if (text !== 'refuse' && text !== 'accept') throw usage(`${text} is not refuse, accept or default`);
  return text;
}

function nameAndRule(text: string): [string, string] {
  const [name = '', rule = ''] = text.split('=', 2);
  if (name === '' || rule === '') throw usage(`${text} is not name=rule`);
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
