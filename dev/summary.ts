import { relative } from 'node:path';
import type { PortName } from '@postroom/launch';
import { demoAccounts, type Seeded } from './seed.ts';
import { type MorePort, type StartSettings, serverName } from './settings.ts';

const listeners: readonly [name: PortName | MorePort, what: string][] = [
  ['SMTP_PORT', 'SMTP, mail from other servers'],
  ['LMTP_PORT', 'LMTP, mail from servers of your own'],
  ['SUBMISSION_PORT', 'SMTP submission, STARTTLS'],
  ['SUBMISSIONS_PORT', 'SMTP submission, TLS'],
  ['IMAP_PORT', 'IMAP, STARTTLS'],
  ['IMAPS_PORT', 'IMAP, TLS'],
  ['POP3_PORT', 'POP3, STLS'],
  ['POP3S_PORT', 'POP3, TLS'],
  ['HTTP_PORT', 'the page, and JMAP (docs/jmap.md)'],
  ['HTTPS_PORT', 'the same by TLS'],
  ['ADMIN_PORT', 'admin API (documentation at /api/docs)'],
];

export interface SummaryOf {
  readonly settings: StartSettings;
  readonly seeded: Seeded;
  /** Undefined with the operator's own certificate. */
  readonly caFile: string | undefined;
  readonly adminTokenFile: string;
}

/** Returns what a person needs to know once everything runs. */
export function summary({ settings, seeded, caFile, adminTokenFile }: SummaryOf): string {
  const { bind, ports, morePorts } = settings;
  const host = bind.includes(':') ? `[${bind}]` : bind;
  const server = serverName(bind);
  const open: Readonly<Partial<Record<PortName | MorePort, number>>> = { ...ports, ...morePorts };
  const lines = listeners.flatMap(([name, what]) =>
    open[name] === undefined ? [] : [{ address: `${host}:${open[name]}`, what: `${what}  (${name})` }],
  );
  const width = Math.max(...lines.map(({ address }) => address.length));
  return [
    '',
    'Listening',
    ...lines.map(({ address, what }) => `  ${address.padEnd(width)}  ${what}`),
    '',
    'Accounts',
    ...accounts(seeded),
    '',
    'Mail program',
    '  user name  the whole address',
    `  incoming   IMAP ${server}, port ${ports.IMAPS_PORT} with TLS, or ${ports.IMAP_PORT} with STARTTLS`,
    `             POP3 ${server}, port ${ports.POP3S_PORT} with TLS, or ${ports.POP3_PORT} with STLS`,
    `  outgoing   SMTP ${server}, port ${ports.SUBMISSIONS_PORT} with TLS, or ${ports.SUBMISSION_PORT} with STARTTLS`,
    ...(caFile === undefined ? [] : [`  to trust   ${shown(caFile)} (the certificate authority of this installation)`]),
    '',
    `Admin: bin/postroom --help (token in ${shown(adminTokenFile)})`,
    `Page:  http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${ports.HTTP_PORT}/, sign in as ${demoAccounts[0]}, or get a mailbox of your own at /join`,
    '',
  ].join('\n');
}

function accounts(seeded: Seeded): string[] {
  const names = `  ${demoAccounts.join(', ')}`;
  if (seeded === 'earlier') {
    return [
      `${names}: seeded by an earlier start, with the password of then`,
      `  A new one: bin/postroom account passwd ${demoAccounts[0]}`,
    ];
  }
  if (!seeded.generated) return [`${names}: the password is DEMO_PASSWORD`];
  return [names, `  password ${seeded.password} (shown this once; it is kept only as a hash)`];
}

function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}
