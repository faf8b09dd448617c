import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startPlatform, Wire } from '@postroom/testkit';
import { backstage, PASSWORD } from '../support/accounts.ts';

// A program that has tokens from web-access logs in with them by SMTP, IMAP and POP3.

const stack = new AsyncDisposableStack();
after(() => stack.disposeAsync());
const { ports, settings } = stack.use(
  await startPlatform({
    services: ['imap-access', 'pop3-access', 'smtp-ingress', 'web-access'],
    env: { TOKEN_LOGIN: 'on' },
  }),
);
const stage = stack.use(backstage(settings.databaseUrl));
const web = `http://127.0.0.1:${ports.HTTP_PORT}`;
for (const name of ['alice', 'bob']) await stage.account(`${name}@token.test`);
const alice = 'alice@token.test';

async function tokenOf(username: string): Promise<string> {
  const body = new URLSearchParams({ grant_type: 'password', username, password: PASSWORD });
  const answer = await fetch(`${web}/oauth/token`, { method: 'POST', body });
  return ((await answer.json()) as { access_token: string }).access_token;
}

const messages = {
  OAUTHBEARER: (user: string, token: string) => `n,a=${user},\x01host=localhost\x01auth=Bearer ${token}\x01\x01`,
  XOAUTH2: (user: string, token: string) => `user=${user}\x01auth=Bearer ${token}\x01\x01`,
};

interface Protocol {
  readonly name: string;
  readonly open: () => Promise<Wire>;
  readonly authenticate: string;
  readonly challenge: RegExp;
  readonly good: RegExp;
  readonly bad: RegExp;
  /** What says that the session has ended. */
  readonly ended: RegExp;
}

let networks = 0;

/** From an address of its own each time: wrong tokens are counted by it, and answered ever later. */
async function opened(port: number, greeting: RegExp): Promise<Wire> {
  networks += 1;
  const wire = await Wire.connect({ port, localAddress: `127.0.151.${networks}`, timeout: 15_000 });
  await wire.expect(greeting);
  return wire;
}

const protocols: readonly Protocol[] = [
  {
    name: 'IMAP',
    open: () => opened(ports.IMAP_PORT, /^\* OK/),
    ...{ authenticate: 'a AUTHENTICATE', challenge: /^\+ (.+)$/, good: /^a OK/, bad: /^a NO/, ended: /^\* BYE/ },
  },
  {
    name: 'POP3',
    open: () => opened(ports.POP3_PORT, /^\+OK/),
    ...{ authenticate: 'AUTH', challenge: /^\+ (.+)$/, good: /^\+OK/, bad: /^-ERR/, ended: /^-ERR/ },
  },
  {
    name: 'SMTP',
    async open() {
      const wire = await opened(ports.SUBMISSION_PORT, /^220 /);
      await wire.line('EHLO client.test');
      const offer = await wire.until(/^250 /);
      assert.match(offer.join('\n'), /AUTH PLAIN LOGIN OAUTHBEARER XOAUTH2/);
      return wire;
    },
    ...{ authenticate: 'AUTH', challenge: /^334 (.+)$/, good: /^235 /, bad: /^535 5\.7\.8 /, ended: /^421 / },
  },
];

for (const { name, open, authenticate, challenge, good, bad, ended } of protocols) {
  const base64 = (text: string) => Buffer.from(text).toString('base64');

  test(`${name}: a token opens its own account, and what lives on it ends with its session`, async () => {
    const token = await tokenOf(alice);
    for (const [mechanism, message] of Object.entries(messages)) {
      const refused = async (text: string): Promise<void> => {
        await using wire = await open();
        await wire.line(`${authenticate} ${mechanism} ${base64(text)}`);
        const [, why = ''] = challenge.exec(await wire.readLine()) ?? [];
        assert.equal(JSON.parse(Buffer.from(why, 'base64').toString()).status, 'invalid_token');
        await wire.line(base64('\x01'));
        assert.match(await wire.readLine(), bad);
      };
      await refused(message(alice, `${token.slice(0, -3)}abc`));
      await refused(message('bob@token.test', token));
      await using wire = await open();
      await wire.line(`${authenticate} ${mechanism} ${base64(message(alice, token))}`);
      assert.match((await wire.until(good)).at(-1) ?? '', good, mechanism);
    }
    await using unnamed = await open();
    await unnamed.line(`${authenticate} OAUTHBEARER ${base64(`n,,\x01auth=Bearer ${token}\x01\x01`)}`);
    assert.match((await unnamed.until(good)).at(-1) ?? '', good);
    const revoked = await fetch(`${web}/oauth/revoke`, { method: 'POST', body: new URLSearchParams({ token }) });
    assert.equal(revoked.status, 200);
    await unnamed.until(ended);
  });
}
