import type { Random, Wire } from '@postroom/testkit';
import { FAREWELLS, type FuzzAccount, type FuzzProtocol, type FuzzState, NO_END, WRONG_LOGINS } from './protocol.ts';

const COMMANDS = [
  'CAPA\r\n',
  'NOOP\r\n',
  'STAT\r\n',
  'LIST\r\n',
  'LIST 1\r\n',
  'UIDL\r\n',
  'UIDL 2\r\n',
  'RETR 1\r\n',
  'TOP 1 0\r\n',
  'TOP 2 99999\r\n',
  'DELE 1\r\n',
  'RSET\r\n',
  'USER eve@a.test\r\n',
  'APOP eve@a.test 0123456789abcdef0123456789abcdef\r\n',
  'AUTH\r\n',
  'AUTH PLAIN =\r\n',
  'AUTH LOGIN\r\n*\r\n',
  'UTF8\r\n',
  'LANG *\r\n',
];

/** Returns a login with a wrong password, each for another name. These are expensive, so there are few. */
function wrongLogin(random: Random): string {
  const name = `nobody${random.below(1e6)}@a.test`;
  const secret = Buffer.from(`\0${name}\0wrong`).toString('base64');
  return random.pick([`USER ${name}\r\nPASS wrong\r\n`, `AUTH PLAIN\r\n${secret}\r\n`]);
}

function say(random: Random): string {
  if (random.chance(WRONG_LOGINS)) return wrongLogin(random);
  if (random.chance(FAREWELLS)) return random.pick(['QUIT\r\n', 'STLS\r\n']);
  return Array.from({ length: 1 + random.below(4) }, () => random.pick(COMMANDS)).join('');
}

async function greeted(wire: Wire): Promise<void> {
  await wire.expect(/^\+OK /);
}

async function loggedIn(wire: Wire, { address, password }: FuzzAccount): Promise<void> {
  await greeted(wire);
  await wire.ask(`USER ${address}`, /^\+OK/);
  // An earlier session may still hold the maildrop's lock for a moment.
  await wire.ask(`PASS ${password}`, /^\+OK|^-ERR \[IN-USE\]/);
}

const transaction: FuzzState = { name: 'transaction', port: 'POP3_PORT', enter: loggedIn, say };

export const pop3: FuzzProtocol = {
  name: 'pop3',
  service: 'pop3-access',
  states: [
    { name: 'greeted', port: 'POP3_PORT', enter: greeted, say },
    transaction,
    {
      name: 'after USER',
      port: 'POP3_PORT',
      async enter(wire, account) {
        await greeted(wire);
        await wire.ask(`USER ${account.address}`, /^\+OK/);
      },
      say,
    },
    {
      name: 'in AUTH',
      port: 'POP3_PORT',
      async enter(wire) {
        await greeted(wire);
        await wire.ask('AUTH PLAIN', /^\+ /);
      },
      say: (random) => `${random.pick(['AGV2ZQ==', '*', '=', ''])}\r\n${say(random)}`,
    },
  ],
  dictionary: [...COMMANDS, '1', '99999999999999999999', ' '.repeat(300), 'a'.repeat(5_000), '\r\n'],
  tlsBegins: /\+OK Begin TLS\r\n/,
  noop: { state: transaction, command: 'NOOP', answered: /^\+OK/ },
  /** Which lines belong to which response depends on the commands; but each response begins with a status and ends correctly. */
  fault(output) {
    const text = output.toString('latin1');
    if (!/^(?:\+OK|-ERR|\+ |$)/.test(text)) return `no answer: ${JSON.stringify(text.slice(0, 200))}`;
    return text === '' || text.endsWith('\r\n') ? undefined : NO_END;
  },
};
