import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findViolations } from './import-rules.ts';

function says(path: string, text: string): string[] {
  return findViolations([{ path, text }]).map((violation) => violation.says);
}

const refused: [path: string, text: string, why: RegExp][] = [
  ['packages/mime/a.ts', `import { connect } from 'node:net';`, /pure package never imports node:net/],
  ['packages/imap/a.ts', `import { readFile } from 'fs/promises';`, /pure package never imports fs\/promises/],
  ['packages/types/a.ts', `import { openPool } from '@postroom/database';`, /pure package never imports @postroom/],
  ['packages/smtp/a.ts', 'const now = Date.now();', /no clock/],
  ['packages/mailbox/a.ts', `import pg from 'pg';`, /pg may be imported only in packages\/database/],
  ['services/imap-access/a.ts', `import { Redis } from 'ioredis';`, /ioredis may be imported only in packages\/queue/],
  ['services/imap-access/a.ts', `import fastify from 'fastify';`, /fastify may be imported only in/],
  ['services/imap-access/a.ts', 'const port = process.env.IMAP_PORT;', /process\.env is read only/],
  ['services/imap-access/a.ts', `import { x } from '@postroom/pop3-access';`, /never imports another service/],
  ['services/imap-access/a.ts', `import { x } from '../pop3-access/x.ts';`, /leads out of the package/],
  ['packages/net/a.ts', `import { x } from '@postroom/imap-access';`, /a package never imports a service/],
  ['services/smtp-ingress/a.ts', `import dns from 'dns-packet';`, /dns-packet may be imported only in packages\/dns/],
  ['packages/net/a.ts', `import { resolve } from 'node:dns/promises';`, /packages\/dns looks names up/],
  ['packages/net/a.ts', `import { lookup } from 'dns';`, /packages\/dns looks names up/],
  ['packages/dns/a.ts', `import { Resolver } from 'node:dns';`, /packages\/dns looks names up/],
  ['packages/net/a.ts', `import { Wire } from '@postroom/testkit';`, /for tests, the demo and the pictures only/],
  ['packages/net/a.ts', `const x = await import('bullmq');`, /bullmq may be imported only/],
];

for (const [path, text, why] of refused) {
  test(`an import is refused in ${path}: ${text}`, () => {
    const found = says(path, text);
    assert.equal(found.length, 1);
    assert.match(found[0] as string, why);
  });
}

const allowed: [path: string, text: string][] = [
  ['packages/mime/a.ts', `import { Buffer } from 'node:buffer';`],
  ['packages/mime/a.ts', `import { x } from '@postroom/types';`],
  ['packages/mime/a.ts', '// see Date.now() and process.env'],
  ['packages/mime/a.ts', `/* import 'node:net'\n   import 'pg' */`],
  ['packages/mime/sub/a.ts', `import { x } from '../x.ts';`],
  ['packages/mime/a.test.ts', `import { readFile } from 'node:fs/promises';`],
  ['packages/database/a.ts', `import pg from 'pg';`],
  ['packages/dns/wire/a.ts', `import dnsPacket from 'dns-packet';`],
  ['packages/testkit/a.ts', `import { Resolver } from 'node:dns';`],
  ['packages/queue/a.ts', `import { Queue } from 'bullmq';`],
  ['packages/service/a.ts', 'const env = process.env;'],
  ['services/imap-access/a.test.ts', `import { Wire } from '@postroom/testkit';`],
  ['tests/e2e/a.test.ts', `import pg from 'pg';`],
  ['dev/a.ts', 'process.env.HTTP_PORT'],
];

for (const [path, text] of allowed) {
  test(`an import is allowed in ${path}: ${text}`, () => assert.deepEqual(says(path, text), []));
}

test('a violation names its line', () => {
  const found = findViolations([{ path: 'packages/mime/a.ts', text: `/*\n*/\nimport 'node:fs';` }]);
  assert.equal(found[0]?.line, 3);
});
