import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startPlatform } from '@postroom/testkit';
import { backstage, PASSWORD } from '../support/accounts.ts';
import { logInByToken, MESSAGES, tokenProtocols } from '../support/token-protocols.ts';

// A program with tokens from web-access logs in with them by SMTP, IMAP and POP3.

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

for (const protocol of tokenProtocols(ports)) {
  const { name, open, good, bad, ended } = protocol;

  test(`${name}: a token logs in to its own account, and connections end with its session`, async () => {
    const token = await tokenOf(alice);
    for (const [mechanism, message] of Object.entries(MESSAGES)) {
      const refused = async (text: string): Promise<void> => {
        await using wire = await open();
        const { line, told } = await logInByToken(protocol, wire, mechanism, text);
        assert.equal(told?.status, 'invalid_token');
        assert.match(line, bad);
      };
      await refused(message(alice, `${token.slice(0, -3)}abc`));
      await refused(message('bob@token.test', token));
      // RFC 7628 4.3: an empty token asks which token is wanted.
      await refused(message(alice, '').replace('Bearer ', ''));
      await using wire = await open();
      assert.match((await logInByToken(protocol, wire, mechanism, message(alice, token))).line, good, mechanism);
    }
    await using unnamed = await open();
    const message = `n,,\x01auth=Bearer ${token}\x01\x01`;
    assert.match((await logInByToken(protocol, unnamed, 'OAUTHBEARER', message)).line, good);
    const revoked = await fetch(`${web}/oauth/revoke`, { method: 'POST', body: new URLSearchParams({ token }) });
    assert.equal(revoked.status, 200);
    await unnamed.until(ended);
  });
}
