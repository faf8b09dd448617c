import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ScanResult, SpamVerdict, VirusVerdict } from '@postroom/scan';
import { judge } from './judge.ts';
import { scanSeconds, summarize } from './summary.ts';

const fromMx = { submitted: false, onFailure: 'accept', onVirus: 'reject' } as const;
const failed = { result: 'failed', reason: 'no answer', seconds: 30 } as const;
const skipped = { result: 'skipped', reason: 'over 10 octets', seconds: 0 } as const;

function spam(changes: Partial<SpamVerdict>): ScanResult<SpamVerdict> {
  const headers = { add: [], remove: [] };
  const verdict = { decision: 'accept', action: 'no action', score: 1, required: 15, reply: null, headers } as const;
  return { result: 'answered', seconds: 0.0123, verdict: { ...verdict, ...changes } };
}

function virus(name: string | null): ScanResult<VirusVerdict> {
  return { result: 'answered', seconds: 1, verdict: { virus: name } };
}

function refusal(...[answers, options = fromMx]: [Parameters<typeof judge>[0], Parameters<typeof judge>[1]?]) {
  const { refusal } = judge(answers, options);
  return refusal && `${refusal.code} ${refusal.message}`;
}

test('the worst scan result decides', () => {
  const refused = spam({ decision: 'refuse' });
  assert.equal(refusal({ spam: refused, virus: virus('Eicar') }), '550 5.7.1 Message refused: virus Eicar');
  assert.equal(refusal({ spam: refused, virus: failed }), '550 5.7.1 Message refused as spam');
  const later = spam({ decision: 'defer' });
  assert.equal(refusal({ spam: later, virus: virus(null) }), '451 4.7.1 Try again later');
  assert.equal(refusal({ spam: spam({ decision: 'defer', reply: 'Slow down' }), virus: null }), '451 4.7.1 Slow down');
  assert.equal(refusal({ spam: spam({ decision: 'mark' }), virus: virus(null) }), null);
  assert.equal(refusal({ spam: null, virus: null }), null);
});

test('a virus from outside is quarantined where configured, and what rspamd refuses is still refused', () => {
  const apart = { ...fromMx, onVirus: 'quarantine' } as const;
  const found = judge({ spam: null, virus: virus('Eicar') }, apart);
  assert.deepEqual([found.refusal, found.virus], [null, 'Eicar']);
  assert.equal(judge({ spam: null, virus: virus(null) }, apart).virus, null);
  const both = { spam: spam({ decision: 'refuse' }), virus: virus('Eicar') };
  assert.equal(refusal(both, apart), '550 5.7.1 Message refused as spam');
  assert.match(refusal({ spam: null, virus: virus('Eicar') }, { ...apart, submitted: true }) ?? '', /^550 5\.7\.1 /);
});

test('mail is accepted or deferred without a scan result, as configured; oversized mail is always accepted', () => {
  const strict = { ...fromMx, onFailure: 'defer' } as const;
  for (const answers of [
    { spam: failed, virus: virus(null) },
    { spam: spam({}), virus: failed },
  ]) {
    assert.equal(refusal(answers), null);
    assert.match(refusal(answers, strict) ?? '', /^451 4\.7\.1 .*cannot be scanned now/);
  }
  assert.equal(refusal({ spam: skipped, virus: skipped }, strict), null);
});

test('scan headers are added to spam and clean mail, and forged ones removed', () => {
  const add = [
    { name: 'X-Spam-Status', value: 'No' },
    { name: 'Authentication-Results', value: 'x;\r\n\tspf=pass' },
  ];
  const headers = { add, remove: [{ name: 'x-old', index: 0 }] };
  const marked = judge({ spam: spam({ decision: 'mark', score: 7.456, headers }), virus: null }, fromMx);
  assert.equal(marked.spam, true);
  assert.deepEqual(marked.lines, [
    'X-Spam-Flag: YES\r\n',
    'X-Spam-Status: Yes, score=7.46\r\n',
    'Authentication-Results: x;\r\n\tspf=pass\r\n',
  ]);
  assert.deepEqual(marked.remove, headers.remove);
  const well = judge({ spam: spam({ score: -0.5 }), virus: null }, fromMx);
  assert.deepEqual([well.spam, well.lines], [false, ['X-Spam-Status: No, score=-0.50\r\n']]);
  assert.deepEqual(judge({ spam: failed, virus: null }, fromMx).lines, []);
});

test('mail of our users gets the signature of rspamd and no spam headers, and mail of strangers no signature', () => {
  const headers = { add: [{ name: 'DKIM-Signature', value: 'v=1' }], remove: [] };
  const stranger = judge({ spam: spam({ headers }), virus: null }, fromMx);
  assert.deepEqual(stranger.lines, ['X-Spam-Status: No, score=1.00\r\n']);
  const sent = judge({ spam: spam({ decision: 'mark', headers }), virus: null }, { ...fromMx, submitted: true });
  assert.deepEqual([sent.spam, sent.lines], [false, ['DKIM-Signature: v=1\r\n']]);
  assert.match(
    refusal({ spam: spam({ decision: 'refuse' }), virus: null }, { ...fromMx, submitted: true }) ?? '',
    /^550/,
  );
});

test('the trace summarizes each scanner that was asked', () => {
  assert.deepEqual(summarize({ spam: null, virus: null }), {});
  assert.deepEqual(summarize({ spam: spam({ decision: 'mark', action: 'add header' }), virus: virus('Eicar') }), {
    rspamd: { result: 'spam', seconds: 0.012, action: 'add header', score: 1, required: 15 },
    clamd: { result: 'virus', seconds: 1, reason: 'Eicar' },
  });
  const both = summarize({ spam: failed, virus: skipped });
  assert.deepEqual(both, { rspamd: failed, clamd: skipped });
  assert.deepEqual([scanSeconds(both), scanSeconds(null)], [30, 0]);
});
