import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { testDatabase, testRedis, Wire } from '@postroom/testkit';
import { prepareProvider } from './demo/platform.ts';

test('a provider of the demo starts with its settings', async () => {
  await using stack = new AsyncDisposableStack();
  const [database, redis] = [stack.use(await testDatabase()), stack.use(await testRedis())];
  const folder = stack.use(await mkdtempDisposable(join(tmpdir(), 'demo-'))).path;
  const stores = { databaseUrl: database.url, redisUrl: redis.url, folder };
  const provider = await prepareProvider(`${database.name}.example`, { ann: 'demo password' }, stores, stack);
  const { ports } = provider;
  await provider.start({ dnsServer: '127.0.0.1:53', smtpPort: ports.SMTP_PORT });
  for (const port of [ports.SMTP_PORT, ports.POP3_PORT, ports.IMAP_PORT]) {
    await using wire = await Wire.connect({ port });
    await wire.expect(/^(220|\+OK|\* OK) /);
  }
});
