import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMetrics } from '@postroom/service';
import { startDns } from '@postroom/testkit';
import { createDnsMetrics } from './metrics.ts';
import { createResolver } from './resolver.ts';

test('metrics count queries by type and outcome, cache hits, failed tries and time', async () => {
  await using dns = await startDns({
    'a.test': { A: ['192.0.2.1'] },
    'broken.test': 'SERVFAIL',
    '': { NS: ['a.test'], isAuthentic: true },
  });
  const registry = createMetrics('test');
  const resolver = createResolver({ servers: dns.address, metrics: createDnsMetrics(registry) });
  await resolver.a('a.test');
  await resolver.a('a.test');
  await resolver.mx('a.test');
  await resolver.mx('missing.test');
  await resolver.mx('broken.test');
  await resolver.mx('not..a.name');
  await resolver.probe();
  const text = await registry.metrics();
  const figures = text
    .split('\n')
    .filter((line) => /^postroom_dns_(?!seconds_bucket|seconds_sum|cache_bytes)/.test(line));
  assert.deepEqual(figures.map((line) => line.replaceAll('service="test"', '').replace(/,(?=})/, '')).sort(), [
    'postroom_dns_cache_entries{} 5',
    'postroom_dns_cache_hits_total{type="A"} 1',
    'postroom_dns_failed_tries_total{reason="server-failure"} 1',
    'postroom_dns_queries_total{type="A",outcome="found"} 1',
    'postroom_dns_queries_total{type="MX",outcome="no-such-name"} 1',
    'postroom_dns_queries_total{type="MX",outcome="no-such-records"} 1',
    'postroom_dns_queries_total{type="MX",outcome="server-failure"} 1',
    'postroom_dns_queries_total{type="NS",outcome="found"} 1',
    'postroom_dns_seconds_count{} 5',
    'postroom_dns_validates{} 1',
  ]);
  assert.match(text, /postroom_dns_cache_bytes\{service="test"\} [1-9]/);
});
