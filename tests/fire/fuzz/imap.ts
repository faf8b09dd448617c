import type { Random, Wire } from '@postroom/testkit';
import { FAREWELLS, type FuzzAccount, type FuzzProtocol, type FuzzState, NO_END, WRONG_LOGINS } from './protocol.ts';

const MAILBOXES = [
  'INBOX',
  '"a b"',
  'Trash',
  'a/b/c',
  '"&AOk-"',
  '"&"',
  '%',
  '*',
  '""',
  '{5}\r\nINBOX',
  '{3+}\r\na/b',
  'Sent',
];
const SETS = ['1', '1:*', '*', '2:1,3', '0', '4294967295', '99:*', '1,2,3,1:3', '$'];
const FLAGS = ['(\\Seen)', '(\\Deleted \\Flagged)', '(a $Junk)', '()', '\\Seen', '(\\Recent)', '(NonJunk nonjunk)'];
const ITEMS = [
  'FLAGS',
  'ALL',
  'FULL',
  '(FLAGS UID ENVELOPE BODYSTRUCTURE BODY RFC822.SIZE INTERNALDATE MODSEQ)',
  'BODY[]',
  'BODY.PEEK[1.2.MIME]',
  'BODY[HEADER.FIELDS (From To)]<2.9>',
  '(BODY.PEEK[HEADER] BODY.PEEK[TEXT]<0.100>)',
  'RFC822',
  '(FLAGS) (CHANGEDSINCE 3)',
  'BINARY[1]',
];
const KEYS = [
  'ALL',
  'SEEN',
  'UNSEEN',
  'NEW',
  'OR SEEN FLAGGED',
  'NOT DELETED',
  'TEXT hello',
  'BODY x',
  'HEADER Subject a',
  'HEADER X-None ""',
  'FROM eve',
  'SINCE 1-Feb-2020',
  'SENTBEFORE 27-Nov-2026',
  'LARGER 10',
  'UID 1:*',
  '1:3',
  'MODSEQ 1',
  'KEYWORD $Junk',
  'CHARSET UTF-8 TEXT {2}\r\n\xc3\xa4',
  'CHARSET KOI8-R TEXT x',
  'RETURN (COUNT MIN MAX ALL) ALL',
  '(SEEN (NOT FLAGGED))',
];
const MESSAGES = [
  'Subject: x\r\n\r\nhello\r\n',
  'From: a, b: c@d, "e" <f@g>;\r\nTo: =?utf-8?b?w6Q=?= <x@y>\r\n\r\nbody\r\n',
  'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: y\r\n\r\nz\r\n--b--\r\n',
  'Content-Type: text/html; charset=utf-7\r\n\r\n<p>+AGE-</p>\r\n',
  '\r\n',
  '',
];

type Make = (random: Random) => string;
const ENDS: readonly Make[] = [() => 'LOGOUT', () => 'STARTTLS'];
const set: Make = (random) => random.pick(SETS);
const mailbox: Make = (random) => random.pick(MAILBOXES);

const BEFORE: readonly Make[] = [
  () => 'CAPABILITY',
  () => 'NOOP',
  () => 'ID NIL',
  () => 'ID ("name" "x" "version" "1")',
  () => 'LOGIN {4}\r\neve@',
  () => 'AUTHENTICATE PLAIN\r\n*',
  () => 'AUTHENTICATE LOGIN\r\nZXZl\r\n*',
  () => 'SELECT INBOX',
];

const AFTER: readonly Make[] = [
  (r) => `SELECT ${mailbox(r)}`,
  (r) => `SELECT ${mailbox(r)} (CONDSTORE)`,
  (r) => `EXAMINE ${mailbox(r)}`,
  (r) => `CREATE ${mailbox(r)}`,
  (r) => `DELETE ${mailbox(r)}`,
  (r) => `RENAME ${mailbox(r)} ${mailbox(r)}`,
  (r) => `SUBSCRIBE ${mailbox(r)}`,
  (r) => `UNSUBSCRIBE ${mailbox(r)}`,
  (r) => `LIST "" ${mailbox(r)}`,
  (r) => `LIST (SUBSCRIBED SPECIAL-USE) "" (${mailbox(r)} %) RETURN (CHILDREN STATUS (MESSAGES))`,
  (r) => `LSUB "" ${mailbox(r)}`,
  (r) => `STATUS ${mailbox(r)} (MESSAGES UNSEEN RECENT UIDNEXT UIDVALIDITY HIGHESTMODSEQ SIZE)`,
  (r) => {
    const message = r.pick(MESSAGES);
    return `APPEND ${mailbox(r)} ${r.pick(FLAGS)} "17-Jul-1996 02:44:25 -0700" {${message.length}${r.pick(['', '+'])}}\r\n${message}`;
  },
  () => 'NAMESPACE',
  () => 'ENABLE CONDSTORE',
  () => 'GETQUOTA ""',
  (r) => `GETQUOTAROOT ${mailbox(r)}`,
  () => 'IDLE\r\nDONE',
  () => 'NOOP',
];

const SELECTED: readonly Make[] = [
  (r) => `${uid(r)}FETCH ${set(r)} ${r.pick(ITEMS)}`,
  (r) => `${uid(r)}FETCH ${set(r)} (${r.pick(ITEMS)} ${r.pick(ITEMS)})`,
  (r) => `${uid(r)}STORE ${set(r)} ${r.pick(['', '+', '-'])}FLAGS${r.pick(['', '.SILENT'])} ${r.pick(FLAGS)}`,
  (r) => `${uid(r)}STORE ${set(r)} (UNCHANGEDSINCE 5) FLAGS ${r.pick(FLAGS)}`,
  (r) => `${uid(r)}SEARCH ${r.pick(KEYS)} ${r.pick(KEYS)}`,
  (r) => `${uid(r)}COPY ${set(r)} ${mailbox(r)}`,
  (r) => `${uid(r)}MOVE ${set(r)} ${mailbox(r)}`,
  (r) => `UID EXPUNGE ${set(r)}`,
  () => 'EXPUNGE',
  () => 'CHECK',
  () => 'CLOSE',
  () => 'UNSELECT',
];

function uid(random: Random): string {
  return random.chance(0.4) ? 'UID ' : '';
}

function wrongLogin(random: Random): string {
  const name = `nobody${random.below(1e6)}@a.test`;
  const secret = Buffer.from(`\0${name}\0wrong`).toString('base64');
  return random.pick([`LOGIN ${name} {5+}\r\nwrong`, `AUTHENTICATE PLAIN ${secret}`]);
}

function saying(...kinds: readonly (readonly Make[])[]): FuzzState['say'] {
  return (random) => {
    const make = random.chance(WRONG_LOGINS)
      ? wrongLogin
      : random.pick(random.chance(FAREWELLS) ? ENDS : random.pick(kinds));
    return `t${random.below(1000)} ${make(random)}\r\n`;
  };
}

async function greeted(wire: Wire): Promise<void> {
  await wire.expect(/^\* OK /);
}

async function loggedIn(wire: Wire, { address, password }: FuzzAccount): Promise<void> {
  await greeted(wire);
  await wire.ask(`in LOGIN ${address} "${password}"`, /^in OK /);
}

async function selected(wire: Wire, account: FuzzAccount): Promise<void> {
  await loggedIn(wire, account);
  await wire.line(`up APPEND INBOX {${MESSAGES[2]?.length}+}`, MESSAGES[2] ?? '', 'in SELECT INBOX');
  await wire.until(/^in OK /);
}

const authenticated: FuzzState = {
  name: 'authenticated',
  port: 'IMAP_PORT',
  enter: loggedIn,
  say: saying(AFTER, AFTER, BEFORE, SELECTED),
};

export const imap: FuzzProtocol = {
  name: 'imap',
  service: 'imap-access',
  states: [
    { name: 'greeted', port: 'IMAP_PORT', enter: greeted, say: saying(BEFORE, BEFORE, AFTER) },
    authenticated,
    { name: 'selected', port: 'IMAP_PORT', enter: selected, say: saying(SELECTED, SELECTED, AFTER) },
    {
      name: 'in IDLE',
      port: 'IMAP_PORT',
      async enter(wire, account) {
        await selected(wire, account);
        await wire.ask('idle IDLE', /^\+ /);
      },
      say: (random) =>
        `${random.pick(['DONE\r\n', ''])}${saying(SELECTED, AFTER)(random, { address: '', password: '' })}`,
    },
  ],
  dictionary: [
    ...MAILBOXES,
    ...SETS,
    ...FLAGS,
    ...ITEMS,
    ...KEYS,
    ...[
      '{3+}\r\nabc',
      '{0+}\r\n',
      '{2+}\r\n\0\xff',
      '{99999999999}\r\n',
      '~{3}\r\nabc',
      '"\xff"',
      'NIL',
      '()',
      '"1-Jan-2026"',
    ],
    ...[
      '('.repeat(2_000),
      '%'.repeat(5_000),
      '*a'.repeat(100),
      '&'.repeat(5_000),
      'OR '.repeat(500),
      '1:*,'.repeat(2_000),
    ],
    ...['{0+}\r\n'.repeat(500), 'a'.repeat(20_000), 'NOT '.repeat(1_000)],
  ],
  tlsBegins: / OK Begin TLS[^\r]*\r\n/,
  noop: { state: authenticated, command: 'noop NOOP', answered: /^noop OK/ },
  /** RFC 3501 9: lines are untagged, tagged or continuations; literals have the announced length and hold no NUL. */
  fault(output) {
    let at = 0;
    while (at < output.length) {
      const end = output.indexOf('\r\n', at);
      if (end === -1) return NO_END;
      const line = output.toString('latin1', at, end);
      if (!/^(?:\*|\+|[^\s(){%*"\\]+) /.test(line)) return `no response: ${JSON.stringify(line.slice(0, 200))}`;
      at = end + 2;
      for (let size = literalSize(line); size !== undefined; ) {
        if (output.subarray(at, at + size).includes(0)) return 'a literal with NUL';
        const next = output.indexOf('\r\n', at + size);
        if (next === -1) return NO_END;
        size = literalSize(output.toString('latin1', at + size, next));
        at = next + 2;
      }
    }
    return undefined;
  },
};

function literalSize(line: string): number | undefined {
  const [, size] = /\{(\d+)\}$/.exec(line) ?? [];
  return size === undefined ? undefined : Number(size);
}
