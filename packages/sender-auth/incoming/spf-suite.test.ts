import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { createResolver } from '@postroom/dns';
import { type Records, startDns, type Zone } from '@postroom/testkit';
import { parseAllDocuments } from 'yaml';
import { lookUpFor } from './look-up.ts';
import { checkSpf } from './spf.ts';

/** The test suite of RFC 7208, as Debian's python3-spf carries it. */
const SUITE = '/usr/share/doc/python3-spf/rfc7208-tests.yml.gz';

interface Scenario {
  description: string;
  tests: Record<string, { helo: string; host: string; mailfrom: string; result: string | string[] }>;
  zonedata: Record<string, (string | Record<string, unknown>)[]>;
}

const TYPES = ['A', 'AAAA', 'MX', 'PTR', 'TXT', 'CNAME'];

/**
 * Converts the records of a name to the shape of the test DNS, grouped by type. A record of the old type SPF becomes TXT too. TIMEOUT means
 * that questions for all other types get no answer.
 */
function recordsOf(entries: Scenario['zonedata'][string]): Records {
  const of = (type: string) =>
    entries.flatMap((entry) => (typeof entry === 'object' && type in entry ? [entry[type]] : []));
  const joined = (text: unknown): string => (Array.isArray(text) ? text.join('') : String(text));
  const [txt, spf] = [of('TXT'), of('SPF')];
  const texts = (txt.length > 0 ? txt : spf).map(joined).filter((text) => text !== 'NONE' && text !== 'TIMEOUT');
  const [alias] = of('CNAME');
  return {
    ...(alias === undefined ? {} : { CNAME: String(alias) }),
    A: of('A').map(String),
    AAAA: of('AAAA').map(String),
    MX: of('MX').map((mx) => mx as [number, string]),
    PTR: of('PTR').map(String),
    TXT: texts,
    isSilentFor: entries.includes('TIMEOUT')
      ? TYPES.filter((type) => (type === 'TXT' ? texts : of(type)).length === 0)
      : [],
  };
}

test('the scenarios of the SPF test suite have their expected results', {
  skip: !existsSync(SUITE) && `there is no ${SUITE} here`,
}, async () => {
  const scenarios = parseAllDocuments(gunzipSync(readFileSync(SUITE)).toString())
    .map((document) => document.toJS() as Scenario | null)
    .filter((scenario) => scenario?.tests);
  await using dns = await startDns({});
  let count = 0;
  const wrong: string[] = [];
  for (const scenario of scenarios as Scenario[]) {
    dns.zone = Object.fromEntries(
      Object.entries(scenario.zonedata).map(([name, entries]) => [name.toLowerCase(), recordsOf(entries)]),
    ) as Zone;
    // Only scenarios with unanswered questions get short time-outs, so that a busy machine changes no result.
    const isSilent = Object.values(scenario.zonedata).some((entries) => entries.includes('TIMEOUT'));
    const times = isSilent ? { tryMs: 60, totalMs: 150 } : { tryMs: 2_000, totalMs: 4_000 };
    const resolver = createResolver({ servers: dns.address, ...times });
    const run = async ([name, { helo, host, mailfrom, result }]: [string, Scenario['tests'][string]]) => {
      using lookUp = lookUpFor(resolver, { withinMs: 5_000, client: host });
      const client = { address: host, helo, reversePath: mailfrom };
      const spf = await checkSpf(client, { hostname: 'mail.postroom.test', lookUp, withinMs: 5_000 });
      count++;
      const expected = [result].flat();
      if (!expected.includes(spf.result)) wrong.push(`${name}: ${spf.info}, not ${expected.join(' or ')}`);
    };
    await Promise.all(Object.entries(scenario.tests).map(run));
  }
  assert.deepEqual(wrong, []);
  assert.ok(count >= 190, `${count} tests`);
});
