import { after } from 'node:test';
import { testTranscripts, Wire } from '@postroom/testkit';
import { PASSWORD, putAlias, startSmtp } from '../../../services/smtp-ingress/testing.ts';

const smtp = await startSmtp();
after(() => smtp[Symbol.asyncDispose]());
const { pool } = smtp;
await smtp.account('alice@postroom.test');
await smtp.account('bob@postroom.test');
await smtp.account('carol.o.@postroom.test');
await smtp.account('small@postroom.test', 200);
await smtp.account('slow@postroom.test', 20_000);
await putAlias(pool, 'team@postroom.test', ['alice@postroom.test', 'bob@postroom.test', 'Far@Elsewhere.test']);
await putAlias(pool, 'sales@postroom.test', ['alice@postroom.test']);

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const values = {
  plain: base64(`\0alice@postroom.test\0${PASSWORD}`),
  user64: base64('alice@postroom.test'),
  password64: base64(PASSWORD),
  wrong: base64('\0alice@postroom.test\0wrong'),
  nobody: base64('\0nobody@postroom.test\0wrong'),
  other: base64(`bob@postroom.test\0alice@postroom.test\0${PASSWORD}`),
  long: 'x'.repeat(12_300),
};

for (const role of ['mx', 'submission'] as const) {
  const port = await smtp.listen(role);
  testTranscripts(new URL(`${role}/`, import.meta.url), () => ({
    connect: () => Wire.connect({ port }),
    silence: 100,
    values,
  }));
}
