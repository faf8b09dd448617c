import assert from 'node:assert/strict';
import {
  CommandSyntaxError,
  formatMailbox,
  normaliseAddress,
  ParameterError,
  parseAuthCommand,
  parseBdatCommand,
  parseClientAttributes,
  parseCommandLine,
  parseEhlo,
  parseHello,
  parseMailbox,
  parseMailCommand,
  parseRcptCommand,
  ReplyParser,
  SmtpError,
  XCLIENT_ATTRIBUTES,
} from '@postroom/smtp';
import { parseProxyHeader } from '../../../../../packages/net/proxy-protocol/header.ts';
import { ReplySyntaxError } from '../../../../../packages/smtp/reply.ts';
import { type ParserTarget, refusing } from '../parser-target.ts';

const COMMANDS = [
  'MAIL FROM:<"a b"@example.org> SIZE=100 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=a+2Bb HOLDFOR=10 BY=5;R MT-PRIORITY=3 REQUIRETLS',
  'RCPT TO:<@a.example,@b.example:user+tag@[IPv6:2001:db8::1]> NOTIFY=SUCCESS,DELAY ORCPT=utf-8;x\\x{20}y@z',
  'BDAT 86 LAST',
  'AUTH PLAIN AGEAYg==',
  'XCLIENT ADDR=IPV6:2001:db8::1 NAME=[UNAVAILABLE] HELO=a+3Db LOGIN=x PORT=25 PROTO=ESMTP',
  'EHLO mail.example.org',
];
const REFUSALS = [CommandSyntaxError, ParameterError, SmtpError];
const PARSERS: readonly ((args: string) => unknown)[] = [
  parseMailCommand,
  parseRcptCommand,
  parseBdatCommand,
  parseAuthCommand,
  parseHello,
  (args) => parseClientAttributes(args, XCLIENT_ATTRIBUTES),
];

/** SMTP commands and their parameters, and addresses in all forms. */
export const smtpCommands: ParserTarget = {
  name: 'smtp-commands',
  dictionary: [
    'FROM:',
    'TO:',
    '<',
    '>',
    '"',
    '\\',
    '@',
    '[',
    ']',
    'IPv6:',
    '=',
    '+',
    '+3D',
    ';',
    ',',
    'SIZE=',
    'SIZE=99999999999999999999',
    '\xc3\xa9',
    '\t',
  ],
  say: (random) => random.pick(COMMANDS),
  check(line) {
    const command = refusing(REFUSALS, () => parseCommandLine(line));
    if (!command) return;
    for (const parse of PARSERS) refusing(REFUSALS, () => parse(command.args));
    const bdat = refusing(REFUSALS, () => parseBdatCommand(command.args));
    if (bdat) assert.ok(bdat.size >= 0 && bdat.size <= 1e20);
    const text = /<([^>]*)>/.exec(command.args)?.[1] ?? command.args;
    const mailbox = parseMailbox(text);
    if (!mailbox) return;
    assert.deepEqual(parseMailbox(formatMailbox(mailbox)), mailbox, 'what is written is read as it was');
    const normal = normaliseAddress(text);
    if (normal !== undefined) assert.equal(normaliseAddress(normal), normal);
  },
};

/** Replies of other servers. */
export const smtpReplies: ParserTarget = {
  name: 'smtp-replies',
  dictionary: [
    '250-',
    '250 ',
    '999 ',
    '5.1.1 ',
    '2.0.0',
    'SIZE ',
    'SIZE 99999999999999999999',
    'LIMITS MAILMAX=',
    'DELIVERBY ',
    '\r',
    '\0',
    '\xff',
  ],
  say: () =>
    '250-mail.example.org hello\r\n250-SIZE 1000\r\n250-LIMITS MAILMAX=5 RCPTMAX=x\r\n250-AUTH PLAIN\r\n250 2.0.0 CHUNKING',
  check(input) {
    const parser = new ReplyParser();
    for (const line of input.toString('latin1').split('\r\n')) {
      const reply = refusing([ReplySyntaxError], () => parser.push(line));
      if (!reply) continue;
      assert.ok(reply.lines.length <= 128 && reply.code >= 200 && reply.code < 600);
      parseEhlo(reply);
    }
  },
};

/** Headers of the PROXY protocol, both versions. */
export const proxyHeaders: ParserTarget = {
  name: 'proxy-headers',
  dictionary: [
    'PROXY ',
    'TCP4 ',
    'TCP6 ',
    'UNKNOWN',
    '\r\n',
    '255.255.255.255',
    '::1',
    ' 65536',
    '\x21',
    '\x11',
    '\x00\x0c',
    '\xff\xff',
    '\x00',
  ],
  say: (random) =>
    random.pick([
      'PROXY TCP4 203.0.113.7 198.51.100.1 56324 25\r\n',
      'PROXY TCP6 2001:db8::1 2001:db8::2 1 25\r\n',
      '\r\n\r\n\0\r\nQUIT\n\x21\x11\x00\x0c\xcb\x00\x71\x07\xc6\x33\x64\x01\xdc\x04\x00\x19',
    ]),
  check(octets) {
    const header = parseProxyHeader(octets);
    assert.equal(typeof header.kind, 'string');
    if ('length' in header) assert.ok(Number(header.length) <= octets.length);
  },
};
