import type { Random, Wire } from '@postroom/testkit';
import { FAREWELLS, type FuzzAccount, type FuzzProtocol, type FuzzState, NO_END, WRONG_LOGINS } from './protocol.ts';

const PATHS = [
  '<>',
  '<eve@a.test>',
  '<bob@a.test>',
  '<nobody@a.test>',
  '<bob+tag@a.test>',
  '<"bob"@a.test>',
  '<"a b"@elsewhere.test>',
  '<"a\\"b"@[192.0.2.1]>',
  '<x@[IPv6:2001:db8::1]>',
  '<postmaster>',
  '<Postmaster@a.test>',
  '<@one.test,@two.test:bob@a.test>',
  '<büro@bücher.test>',
  '<x@xn--bcher-kva.test>',
];
const MAIL_PARAMETERS = [
  'SIZE=100',
  'SIZE=99999999999',
  'BODY=8BITMIME',
  'BODY=7BIT',
  'BODY=BINARYMIME',
  'SMTPUTF8',
  'RET=HDRS',
  'RET=FULL',
  'ENVID=a+20b',
  'AUTH=<>',
  'REQUIRETLS',
  'BY=1;R',
  'BY=600;RT',
  'BY=-1;N',
  'MT-PRIORITY=-9',
  'MT-PRIORITY=9',
  'HOLDUNTIL=2026-11-30T08:00:00Z',
  'HOLDFOR=10',
  'X=1',
];
const RCPT_PARAMETERS = [
  'NOTIFY=NEVER',
  'NOTIFY=SUCCESS,FAILURE,DELAY',
  'ORCPT=rfc822;bob@a.test',
  'ORCPT=utf-8;b\\x{FC}@x',
  'RRVS=1',
];
const HEADERS = [
  'From: eve@a.test\r\n',
  'To: a, b, c: d@e, f;\r\n',
  'Subject: =?utf-8?q?=C3=A4?= =?gb2312?b?xOO6ww==?=\r\n',
  'Date: Fri, 27 Nov 2026 10:00:00 +0000\r\n',
  'Message-ID: <1@a.test>\r\n',
  'Received: from a by b; Fri, 27 Nov 2026 10:00:00 +0000\r\n',
  'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n',
  'Content-Type: message/rfc822\r\n',
  'Content-Type: text/html; charset="iso-2022-jp"\r\nContent-Transfer-Encoding: base64\r\n',
  'Authentication-Results: mail.postroom.test; spf=pass\r\n',
  'From eve Fri Nov 27 10:00:00 2026\r\n',
  '\xef\xbb\xbfX: y\r\n',
  ' folded\r\n',
];
const BODIES = [
  'hello\r\n',
  '..dots\r\n',
  '.\n',
  '\r\n--b\r\n\r\npart\r\n',
  '--b--\r\n',
  '\0\xff\r\n',
  'x'.repeat(2_000),
  '\r.\r\n',
  '\n.\r\n',
];

const COMMANDS = [
  'HELO x.test\r\n',
  'EHLO x.test\r\n',
  'EHLO [192.0.2.1]\r\n',
  'RSET\r\n',
  'NOOP\r\n',
  'NOOP hello\r\n',
  'HELP\r\n',
  'VRFY bob@a.test\r\n',
  'EXPN staff\r\n',
  'DATA\r\n',
  'BDAT 5 LAST\r\nhello',
  'BDAT 12\r\nSubject: x\r\n',
  'BDAT 0 LAST\r\n',
  'BDAT 18446744073709551616 LAST\r\n',
  'LHLO x.test\r\n',
  'XFORWARD NAME=x.test ADDR=192.0.2.1 PROTO=ESMTP\r\n',
  'AUTH OAUTHBEARER bixhPWV2ZUBhLnRlc3QsAWF1dGg9QmVhcmVyIHgBAQ==\r\n',
  'AUTH PLAIN =\r\n',
  'AUTH LOGIN\r\n*\r\n',
  'AUTH SCRAM-SHA-256 biwsbj1ldmUscj1y\r\n',
  'WIZ\r\n',
  'XCLIENT ADDR=192.0.2.1\r\n',
  'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
];

function mail(random: Random): string {
  return `MAIL FROM:${random.pick(PATHS)}${some(random, MAIL_PARAMETERS)}\r\n`;
}

function rcpt(random: Random): string {
  return `RCPT TO:${random.pick(PATHS)}${some(random, RCPT_PARAMETERS)}\r\n`;
}

export function data(random: Random): string {
  const header = Array.from({ length: random.below(6) }, () => random.pick(HEADERS)).join('');
  const body = Array.from({ length: random.below(6) }, () => random.pick(BODIES)).join('');
  return `DATA\r\n${header}\r\n${body}\r\n.\r\n`;
}

function some(random: Random, parameters: readonly string[]): string {
  return random.chance(0.6)
    ? ''
    : Array.from({ length: 1 + random.below(2) }, () => ` ${random.pick(parameters)}`).join('');
}

/** Returns a whole pipelined transaction from one of our own addresses, or one of many commands. */
export function say(random: Random): string {
  if (random.chance(WRONG_LOGINS)) {
    return `AUTH PLAIN\r\n${Buffer.from(`\0nobody${random.below(1e6)}@a.test\0wrong`).toString('base64')}\r\n`;
  }
  if (random.chance(FAREWELLS)) return random.pick(['QUIT\r\n', 'STARTTLS\r\n']);
  const kind = random.next();
  if (kind < 0.3) return `${mail(random)}${rcpt(random)}${rcpt(random)}${data(random)}`;
  if (kind < 0.5) return `MAIL FROM:<eve@a.test>\r\nRCPT TO:<bob@a.test>\r\n${data(random)}`;
  if (kind < 0.6) return mail(random);
  if (kind < 0.7) return rcpt(random);
  return random.pick(COMMANDS);
}

async function greeted(wire: Wire): Promise<void> {
  await wire.expect(/^220 /);
}

async function ehlo(wire: Wire): Promise<void> {
  await greeted(wire);
  await wire.line('EHLO fuzz.test');
  await wire.until(/^250 /);
}

async function loggedIn(wire: Wire, { address, password }: FuzzAccount): Promise<void> {
  await ehlo(wire);
  const secret = Buffer.from(`\0${address}\0${password}`).toString('base64');
  await wire.ask(`AUTH PLAIN ${secret}`, /^235 /);
}

const afterEhlo: FuzzState = { name: 'after EHLO', port: 'SMTP_PORT', enter: ehlo, say };

export const smtp: FuzzProtocol = {
  name: 'smtp',
  service: 'smtp-ingress',
  states: [
    { name: 'greeted', port: 'SMTP_PORT', enter: greeted, say },
    afterEhlo,
    { name: 'submission greeted', port: 'SUBMISSION_PORT', enter: greeted, say },
    { name: 'logged in', port: 'SUBMISSION_PORT', enter: loggedIn, say },
    {
      name: 'in a transaction',
      port: 'SMTP_PORT',
      async enter(wire) {
        await ehlo(wire);
        await wire.ask('MAIL FROM:<x@elsewhere.test>', /^250 /);
        await wire.ask('RCPT TO:<bob@a.test>', /^250 /);
      },
      say: (random) => (random.chance(0.5) ? data(random) : say(random)),
    },
    {
      name: 'in DATA',
      port: 'SMTP_PORT',
      async enter(wire) {
        await ehlo(wire);
        await wire.ask('MAIL FROM:<x@elsewhere.test>', /^250 /);
        await wire.ask('RCPT TO:<bob@a.test>', /^250 /);
        await wire.ask('DATA', /^354 /);
      },
      say: (random) => data(random).slice('DATA\r\n'.length) + say(random),
    },
  ],
  dictionary: [
    ...PATHS,
    ...MAIL_PARAMETERS,
    ...RCPT_PARAMETERS,
    ...COMMANDS,
    'MAIL FROM:',
    'RCPT TO:',
    '\r\n.\r\n',
    '\n.\n',
    '\r\n..\r\n',
    ' '.repeat(600),
    'a'.repeat(15_000),
    '(('.repeat(300),
  ],
  tlsBegins: /\r\n220 [^\r]*\r\n/,
  noop: { state: afterEhlo, command: 'NOOP', answered: /^250 / },
  /** RFC 5321 4.2, 4.5.3.1.5: every line is a reply of at most 512 octets. */
  fault(output) {
    const lines = output.toString('latin1').split('\r\n');
    if (lines.pop() !== '') return NO_END;
    const wrong = lines.find((line) => !/^[2-5]\d\d(?:[ -][^\r\n\0]*)?$/.test(line) || line.length > 510);
    return wrong === undefined ? undefined : `no reply: ${JSON.stringify(wrong.slice(0, 200))}`;
  },
};
