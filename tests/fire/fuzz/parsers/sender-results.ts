import assert from 'node:assert/strict';
import { readAuthenticationResults } from '@postroom/mime';
import { checkSender, resultsField, type SenderResults } from '../../../../packages/sender-auth/index.ts';
import { type CountedResolver, type Names, resolverOver } from './names.ts';

const RESULTS = ['none', 'pass', 'fail', 'softfail', 'neutral', 'policy', 'temperror', 'permerror'];
const HOSTNAME = 'mail.postroom.test';
/** SPF, signatures, seals and DMARC may each ask the number of questions in LIMITS of sender-auth. */
const MAX_QUESTIONS = 4 * 120;

export interface Judged {
  readonly results: SenderResults;
  readonly resolver: CountedResolver;
}

/** Judges a message, and checks what must be true of the results for any message and names. */
export async function judged(message: Buffer, names: Names, reversePath = ''): Promise<Judged> {
  const end = message.indexOf('\r\n\r\n');
  const at = end < 0 ? message.length : end + 4;
  const resolver = resolverOver(names);
  const client = { address: '203.0.113.7', helo: 'client.test', reversePath };
  // The time limit is far too high to matter, so only the counting limits can end the work.
  const options = { resolver, hostname: HOSTNAME, withinMs: 60_000, now: new Date(Date.UTC(2026, 10, 28)) };
  async function* body() {
    yield message.subarray(at);
  }
  const results = await checkSender({ header: message.subarray(0, at), body }, client, options);
  const { spf, dkim, arc, dmarc } = results;
  for (const { result } of [spf, arc, dmarc, ...dkim]) assert.ok(RESULTS.includes(result), result);
  assert.ok(dkim.length >= 1 && dkim.length <= 10, `${dkim.length} signatures`);
  assert.ok(['none', 'quarantine', 'reject'].includes(dmarc.policy), dmarc.policy);
  assert.ok(resolver.asked <= MAX_QUESTIONS, `${resolver.asked} questions`);
  requireField(resultsField(HOSTNAME, results), 2 + dkim.length);
  return { results, resolver };
}

/** Checks that texts of others stay in their place: one field of folded lines, with at most this many results. */
function requireField(field: string, most: number): void {
  assert.match(field, /^Authentication-Results: [^\r\n]*(?:\r\n[ \t][^\r\n]*)*\r\n$/);
  assert.ok(field.length < 16_384, `a field of ${field.length} octets`);
  const said = readAuthenticationResults(field.slice(field.indexOf(':') + 1));
  assert.ok(said.length <= most + 1, `${said.length} results in ${JSON.stringify(field)}`);
}
