import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { freePorts } from '@postroom/launch';
import { openFixture } from '../../support/fixture.ts';
import { WATCHED } from '../../support/service-watch.ts';
import { imap } from './imap.ts';
import { lmtp, lmtpAt } from './lmtp.ts';
import { pop3 } from './pop3.ts';
import { QUIET } from './quiet.ts';
import { fuzz } from './run.ts';
import { smtp } from './smtp.ts';

// Plays sessions of every protocol that are nearly right, from every state, in all chunk sizes. `npm run fuzz` does the same
// endlessly.

const [lmtpPort = 0] = await freePorts(1);
const fixture = await openFixture({ env: { ...QUIET, ...WATCHED, ...lmtpAt(lmtpPort) } });
after(() => fixture[Symbol.asyncDispose]());
const { platform, stage } = fixture;
const ports = { ...platform.ports, LMTP_PORT: lmtpPort };
await stage.account('bob@a.test');

const INPUTS = 2_000;
const TURN_MS = 250;

for (const protocol of [smtp, lmtp, pop3, imap]) {
  test(`${protocol.name}: ${INPUTS} inputs get valid replies, and another client is not delayed`, async () => {
    const { inputs, longestMs } = await fuzz(protocol, { platform, ports, stage, seed: 1, inputs: INPUTS, lanes: 4 });
    assert.ok(inputs >= INPUTS);
    assert.ok(longestMs < TURN_MS, `the event loop was held for ${longestMs} ms`);
  });
}

test('no service has crashed or logged an error', () => assert.deepEqual(fixture.complaints(), []));
