import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createResolver } from '@postroom/dns';
import { startDns } from '@postroom/testkit';
import { logValidation } from './log-validation.ts';

async function logged(servers: string, trustAd: 'auto' | 'no' = 'auto'): Promise<string[]> {
  const lines: string[] = [];
  const note = (level: string) => (_: unknown, line?: string) => void lines.push(`${level}: ${line}`);
  await logValidation(createResolver({ servers, trustAd }), { info: note('info'), warn: note('warn') });
  return lines;
}

test('whether DNS answers are validated is logged once', async () => {
  await using validating = await startDns({ '': { NS: ['a.root.test'], isAuthentic: true } });
  await using other = await startDns({ '': { NS: ['a.root.test'] } });
  const not = ['info: DNS answers are not validated with DNSSEC, or the server is not trusted to do so (DNS_TRUST_AD)'];
  assert.deepEqual(await logged(validating.address), ['info: DNS answers are validated with DNSSEC']);
  assert.deepEqual(await logged(validating.address, 'no'), not);
  assert.deepEqual(await logged(other.address), not);
  assert.deepEqual(await logged('127.0.0.1:1'), ['warn: the DNS servers do not answer']);
});
