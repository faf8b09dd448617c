import { type Command, InvalidArgumentError } from 'commander';
import type { DomainReports, ReportTotals } from '../api-types.ts';
import { type Context, segment } from '../context.ts';
import { type Column, facts, table } from '../table.ts';
import { formatTime } from '../time.ts';

type Source = DomainReports['dmarc']['sources'][number];
type Refused = DomainReports['refused'][number];
interface Right {
  readonly align: 'right';
}

const RIGHT: Right = { align: 'right' };
const TOTALS: readonly Column<ReportTotals['domains'][number]>[] = [
  { name: 'DOMAIN', of: ({ domain }) => domain },
  { name: 'REPORTS', of: ({ dmarcReports, tlsReports }) => String(dmarcReports + tlsReports), ...RIGHT },
  { name: 'MAILS', of: ({ messages }) => String(messages), ...RIGHT },
  { name: 'PASSED', of: ({ passed, messages }) => share(passed, messages), ...RIGHT },
  { name: 'TLS SESSIONS', of: ({ sessions }) => String(sessions), ...RIGHT },
  { name: 'FAILED', of: ({ failures, sessions }) => share(failures, sessions), ...RIGHT },
];
const SOURCES: readonly Column<Source>[] = [
  { name: 'SERVER', of: ({ address }) => address },
  { name: 'MAILS', of: ({ messages }) => String(messages), ...RIGHT },
  { name: 'PASSED', of: ({ passed, messages }) => share(passed, messages), ...RIGHT },
  { name: 'DKIM', of: ({ dkim }) => String(dkim), ...RIGHT },
  { name: 'SPF', of: ({ spf }) => String(spf), ...RIGHT },
  { name: 'JUNK', of: ({ quarantined }) => String(quarantined), ...RIGHT },
  { name: 'REFUSED', of: ({ rejected }) => String(rejected), ...RIGHT },
  { name: 'FROM', of: ({ from }) => from.join(' ') },
  { name: 'SIGNED BY', of: ({ signedBy }) => signedBy.join(' ') },
];
const TLS: readonly Column<DomainReports['tls']['failures'][number]>[] = [
  { name: 'FAILURE', of: ({ type }) => type },
  { name: 'SESSIONS', of: ({ sessions }) => String(sessions), ...RIGHT },
  { name: 'SERVER', of: ({ mx }) => mx },
  { name: 'REPORTED BY', of: ({ reporters }) => String(reporters), ...RIGHT },
];
const REPORTERS: readonly Column<DomainReports['reporters'][number]>[] = [
  { name: 'REPORTER', of: ({ sender }) => sender },
  { name: 'OF', of: ({ kind }) => (kind === 'dmarc' ? 'DMARC' : 'TLS') },
  { name: 'REPORTS', of: ({ reports }) => String(reports), ...RIGHT },
  { name: 'UNTIL', of: ({ latest }) => formatTime(latest) },
  { name: 'CALLS ITSELF', of: ({ organization }) => organization },
];
const REFUSED: readonly Column<Refused>[] = [
  { name: 'CAME', of: ({ receivedAt }) => formatTime(receivedAt) },
  { name: 'MAIL', of: ({ mailId }) => mailId },
  { name: 'TO', of: ({ recipient }) => recipient },
  { name: 'WHY', of: ({ reason }) => reason },
];

const EXAMPLES = `
Examples:
  postroom reports
  postroom reports example.org --days 30
  postroom --json reports example.org`;

export function addReportsCommand(program: Command, { api, print }: Context): void {
  program
    .command('reports [domain]')
    .description('what others report: who sends as our domains and what becomes of it (DMARC), and how TLS to us fails')
    .option('--days <n>', 'reports on the last so many days', daysArgument, 7)
    .addHelpText('after', EXAMPLES)
    .action(async (domain: string | undefined, { days }: { days: number }) => {
      const query = { days: String(days) };
      if (domain === undefined) {
        const found = await api().get<ReportTotals>('/reports', query);
        print(found, totalsText(found));
      } else {
        const found = await api().get<DomainReports>(`/reports/${segment(domain)}`, query);
        print(found, domainText(found));
      }
    });
}

function daysArgument(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text) || Number(text) > 3_650) throw new InvalidArgumentError('It is a number of days.');
  return Number(text);
}

function totalsText({ domains, refused }: ReportTotals): string {
  const found =
    domains.length > 0
      ? table(TOTALS, domains)
      : 'no reports yet; the records that ask others for them: postroom domain dns';
  return [found, ...refusedText(refused)].join('\n\n');
}

function domainText({ dmarc, tls, reporters, refused }: DomainReports): string {
  const { messages, passed, quarantined, rejected } = dmarc;
  const sessions = tls.policies.reduce((sum, { successes, failures }) => sum + successes + failures, 0);
  const failed = tls.policies.reduce((sum, { failures }) => sum + failures, 0);
  return [
    facts([
      ['mails in its name', `${messages}, of which passed ${share(passed, messages)}`],
      [
        'of the others',
        `junk ${quarantined}, refused ${rejected}, taken ${messages - passed - quarantined - rejected}`,
      ],
      ['TLS sessions to us', `${sessions}, of which failed ${share(failed, sessions)}`],
      ...tls.policies.map(
        ({ type, successes, failures }) =>
          [`  ${POLICIES[type] ?? type}`, `${successes} well, ${failures} failed`] as const,
      ),
    ]),
    ...(dmarc.sources.length > 0 ? [table(SOURCES, dmarc.sources)] : []),
    ...(tls.failures.length > 0 ? [table(TLS, tls.failures)] : []),
    reporters.length > 0 ? table(REPORTERS, reporters) : 'nobody reported',
    ...refusedText(refused),
  ].join('\n\n');
}

const POLICIES: Readonly<Record<string, string>> = {
  tlsa: 'by DANE',
  sts: 'by MTA-STS',
  'no-policy-found': 'by no policy',
};

function refusedText(refused: readonly Refused[]): string[] {
  return refused.length > 0 ? [`Not counted:\n${table(REFUSED, refused)}`] : [];
}

/** Returns `98.5%`; `-` when the whole is 0. */
function share(part: number, whole: number): string {
  return whole === 0 ? '-' : `${Math.round((part / whole) * 1000) / 10}%`;
}
