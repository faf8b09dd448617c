import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { after, test } from 'node:test';
import { addDomain } from '@postroom/directory';
import { startWeb } from '../testing.ts';

// Mail programs configure themselves by an address: their requests, in their order, and those of attackers.

const web = await startWeb({ HTTP_PROXIES: '127.0.0.1' });
after(() => web[Symbol.asyncDispose]());
await addDomain(web.store.pool, 'bücher.test');
const alice = await web.account();
let network = 0;

interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly host?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** The address of the client; another one for each request by default. */
  readonly client?: string;
}

interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  readonly text: string;
  readonly headers: IncomingHttpHeaders;
}

async function ask({
  method = 'GET',
  path,
  host = 'mail.postroom.test',
  headers,
  body,
  client,
}: Asked): Promise<Answer> {
  const { port } = new URL(web.url);
  network += 1;
  const from = client ?? `203.0.113.${network % 250}`;
  const all = { host, 'x-forwarded-for': from, 'x-forwarded-proto': 'https', ...headers };
  const sent = request({ port, host: '127.0.0.1', method, path, headers: all }).end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  for await (const part of response.setEncoding('utf8')) text += part;
  const type = response.headers['content-type'];
  return { status: response.statusCode ?? 0, type, text, headers: response.headers };
}

/** Returns the elements of a document, each with its text. Fails if the document is not well-formed. */
function elements(text: string): [name: string, text: string][] {
  const found: [string, string][] = [];
  const open: string[] = [];
  const tags = /<(\/?)([A-Za-z]+)(?: [A-Za-z]+(?:="[^"<&]*")?)*\s?(\/?)>([^<>]*)/g;
  let at = text.indexOf('?>') + 2;
  for (const [whole, closes, name = '', isEmpty, inside = ''] of text
    .slice(at)
    .replace(/<!DOCTYPE[^>]*>/, '')
    .matchAll(tags)) {
    at += whole.length;
    assert.ok(!/&(?!(amp|lt|gt|quot|apos);)/.test(inside), inside);
    if (closes) assert.equal(open.pop(), name);
    else if (!isEmpty) open.push(name);
    if (!closes && inside.trim() !== '') found.push([name, inside.trim()]);
  }
  assert.deepEqual(open, []);
  assert.ok(found.length > 0);
  return found;
}

const texts = (answer: Answer, name: string): string[] =>
  elements(answer.text).flatMap(([found, text]) => (found === name ? [text] : []));

test('Thunderbird finds its servers at every place where it asks', async () => {
  const query = `?emailaddress=${encodeURIComponent(alice.address)}`;
  // FetchConfig: the autoconfig name and the well-known path, by HTTPS and by HTTP, with and without the address.
  for (const scheme of ['https', 'http']) {
    for (const more of [query, '']) {
      for (const [host, path] of [
        ['autoconfig.postroom.test', '/mail/config-v1.1.xml'],
        ['postroom.test', '/.well-known/autoconfig/mail/config-v1.1.xml'],
      ] as const) {
        const headers = { 'x-forwarded-proto': scheme, 'cache-control': 'no-cache', pragma: 'no-cache' };
        const answer = await ask({ path: path + more, host, headers });
        assert.deepEqual([answer.status, answer.type], [200, 'text/xml; charset=utf-8'], `${scheme} ${host}`);
        assert.deepEqual(texts(answer, 'domain'), ['postroom.test']);
        assert.deepEqual(texts(answer, 'hostname'), Array(4).fill('mail.postroom.test'));
        assert.deepEqual(texts(answer, 'port'), ['993', '995', '465', '587']);
        assert.deepEqual(texts(answer, 'socketType'), ['SSL', 'SSL', 'SSL', 'STARTTLS']);
        assert.deepEqual(new Set(texts(answer, 'username')), new Set(['%EMAILADDRESS%']));
        assert.match(
          answer.text,
          /<incomingServer type="imap">[\s\S]*<incomingServer type="pop3">[\s\S]*<outgoingServer type="smtp">/,
        );
        assert.ok(!answer.text.includes(alice.address));
      }
    }
  }
});

/** A request as Outlook 2016 writes it. */
const outlookBody = (address: string, schema = 'outlook/responseschema/2006a'): string =>
  `<?xml version="1.0" encoding="utf-8"?><Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"><Request><EMailAddress>${address}</EMailAddress><AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/${schema}</AcceptableResponseSchema></Request></Autodiscover>`;

const outlook = (body: string, path = '/autodiscover/autodiscover.xml', type = 'text/xml; charset=utf-8') =>
  ask({
    method: 'POST',
    path,
    host: 'autodiscover.postroom.test',
    headers: {
      'content-type': type,
      'user-agent': 'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0; Pro)',
    },
    body,
  });

test('Outlook gets one server of each protocol, however it spells the path', async () => {
  for (const path of [
    'autodiscover/autodiscover',
    'Autodiscover/Autodiscover',
    'AutoDiscover/AutoDiscover',
    'Autodiscover/autodiscover',
  ]) {
    const answer = await outlook(outlookBody('Alice@Postroom.test'), `/${path}.xml`);
    assert.deepEqual([answer.status, answer.type], [200, 'text/xml; charset=utf-8'], path);
    assert.deepEqual(texts(answer, 'Type'), ['IMAP', 'POP3', 'SMTP']);
    assert.deepEqual(texts(answer, 'Port'), ['993', '995', '465']);
    assert.deepEqual(texts(answer, 'Encryption'), ['SSL', 'SSL', 'SSL']);
    assert.deepEqual(new Set(texts(answer, 'LoginName')), new Set(['alice@postroom.test']));
  }
  const phone = await outlook(outlookBody(alice.address, 'mobilesync/responseschema/2006'));
  assert.deepEqual(texts(phone, 'ErrorCode'), ['601'], 'there is no Exchange here');
  const escaped = await outlook(outlookBody('o&apos;neil&amp;co@postroom.test'));
  assert.deepEqual(texts(escaped, 'DisplayName'), ['o&apos;neil&amp;co@postroom.test']);
});

test('Outlook asking over HTTP is redirected to HTTPS if its URL is known', async () => {
  await using known = await startWeb({ HTTP_PROXIES: '127.0.0.1', PUBLIC_URL: 'https://mail.postroom.test' });
  const ask = (of: typeof web, proto: string) =>
    of.fetch('/Autodiscover/Autodiscover.xml', undefined, { headers: { 'x-forwarded-proto': proto } });
  const answer = await ask(known, 'http');
  const place = answer.headers.get('location');
  assert.deepEqual([answer.status, place], [302, 'https://mail.postroom.test/autodiscover/autodiscover.xml']);
  assert.equal((await ask(known, 'https')).status, 404, 'never in a circle');
  assert.equal((await ask(web, 'http')).status, 404);
});

test('iPhones get a configuration profile, the same one each time for an address', async () => {
  const profile = (address: string) => ask({ path: `/mobileconfig?emailaddress=${encodeURIComponent(address)}` });
  const [one, again, other] = [
    await profile(alice.address),
    await profile(alice.address),
    await profile('b@postroom.test'),
  ];
  assert.equal(one.type, 'application/x-apple-aspen-config; charset=utf-8');
  assert.match(String(one.headers['content-disposition']), /^attachment; filename="mail\.mobileconfig"$/);
  assert.equal(one.text, again.text);
  const uuids = (answer: Answer) =>
    answer.text.match(/[0-9A-F]{8}-[0-9A-F]{4}-8[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}/g) ?? [];
  assert.equal(new Set([...uuids(one), ...uuids(other)]).size, 4);
  assert.deepEqual(texts(one, 'integer'), ['1', '993', '465', '1']);
  assert.equal(texts(one, 'string').filter((text) => text === 'mail.postroom.test').length, 2);
  assert.equal((await ask({ path: '/mobileconfig' })).status, 400);
});

test('autoconfiguration does not reveal whether an account exists', async () => {
  const about = async (address: string) => [
    (await ask({ path: `/mail/config-v1.1.xml?emailaddress=${address}` })).text,
    (await outlook(outlookBody(address))).text.replaceAll(address, ''),
    (await ask({ path: `/mobileconfig?emailaddress=${address}` })).text
      .replaceAll(address, '')
      .replace(/[0-9A-F-]{36}/g, ''),
  ];
  assert.deepEqual(await about(alice.address), await about('nobody@postroom.test'));
});

test('unknown domains get no configuration, and internationalized domains are found', async () => {
  for (const address of ['a@example.org', 'a@sub.postroom.test', 'a@test', 'a@[127.0.0.1]']) {
    const where = `emailaddress=${encodeURIComponent(address)}`;
    for (const path of [`/mail/config-v1.1.xml?${where}`, `/mobileconfig?${where}`]) {
      const answer = await ask({ path });
      assert.deepEqual(
        [answer.status, answer.type],
        [address.includes('[') ? 400 : 404, 'application/problem+json'],
        path,
      );
    }
  }
  assert.equal((await outlook(outlookBody('a@example.org'))).status, 404);
  assert.equal((await ask({ path: '/mail/config-v1.1.xml', host: 'autoconfig.example.org' })).status, 404);
  const answer = await ask({ path: '/mail/config-v1.1.xml', host: 'autoconfig.xn--bcher-kva.test' });
  assert.deepEqual(texts(answer, 'domain'), ['xn--bcher-kva.test']);
  assert.deepEqual(texts(answer, 'displayName'), ['bücher.test']);
});

test('hostile and malformed requests are refused and never echoed as XML', async () => {
  const entity = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>';
  const laughs = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>';
  const whole = outlookBody(alice.address);
  const bodies = [
    ...[
      '',
      '<',
      'null',
      '{}',
      '<Autodiscover/>',
      '<Autodiscover>',
      '\0',
      '<EMailAddress>a@postroom.test</EMailAddress>',
    ],
    ...[entity + outlookBody('&x;@postroom.test'), laughs + outlookBody('&b;@postroom.test')],
    ...[
      outlookBody('&#97;@postroom.test'),
      outlookBody('<![CDATA[a@postroom.test]]>'),
      outlookBody('a<!-- -->@postroom.test'),
    ],
    ...[outlookBody('<b>a@postroom.test</b>'), whole + whole, outlookBody(''), whole.replace('</EMailAddress>', '')],
    '<EMailAddress>'.repeat(1_000),
    `<Autodiscover>${'</EMailAddress><EMailAddress>'.repeat(500)}`,
  ];
  for (const body of bodies) {
    const answer = await outlook(body);
    assert.equal(answer.status, 400, body.slice(0, 100));
    if (answer.type?.startsWith('text/xml')) assert.deepEqual(texts(answer, 'ErrorCode'), ['600'], body.slice(0, 100));
  }
  for (const address of ['a', 'a@', `${'x'.repeat(300)}@postroom.test`, 'a b@postroom.test']) {
    assert.equal((await outlook(outlookBody(address))).status, 400, address);
  }
  assert.equal((await outlook(whole + ' '.repeat(20_000))).status, 413);
  for (const type of ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    assert.equal((await outlook(whole, undefined, type)).status, 415, type);
  }
  const queries = [
    'emailaddress=a@postroom.test&emailaddress=b@postroom.test',
    'emailaddress[x]=1',
    'emailaddress=%ff%00',
    'emailaddress=a%0d%0aSet-Cookie:x@postroom.test',
  ];
  for (const query of queries) {
    const answer = await ask({ path: `/mobileconfig?${query}`, host: 'postroom.test' });
    assert.equal(answer.status, 400, query);
  }
  const quoted = await ask({ path: `/mobileconfig?emailaddress=${encodeURIComponent('"<x/>&]]>"@postroom.test')}` });
  assert.equal(texts(quoted, 'string').filter((text) => text.includes('&lt;x/&gt;&amp;]]&gt;')).length, 7);
});

test('requests per network and minute are limited, and other networks are served', async () => {
  const from = (client: string) => ask({ path: '/mail/config-v1.1.xml', host: 'postroom.test', client });
  const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => from(`2001:db8::${n.toString(16)}`)));
  const refused = answers.filter(({ status }) => status === 429);
  assert.equal(refused.length, 80, 'a /64 is one network');
  assert.ok(Number(refused[0]?.headers['retry-after']) <= 60);
  assert.equal((await from('2001:db8:0:1::1')).status, 200);
});
