import { transaction } from '@postroom/database';
import { beginSigning, findDomain, listDkimKeys, type StoredDkimKey } from '@postroom/directory';
import { MailError } from '@postroom/types';
import Type from 'typebox';
import { rotateDkimKeys } from '../../clock/rotate-dkim.ts';
import type { HttpApp } from '../../http/app.ts';
import type { AdminContext } from './context.ts';
import { dkimRecord } from './mail-records.ts';
import { DomainName, Time } from './schemas.ts';

const Key = Type.Object({
  selector: Type.String(),
  algorithm: Type.Union([Type.Literal('rsa-sha256'), Type.Literal('ed25519-sha256')]),
  state: Type.Union([Type.Literal('waiting'), Type.Literal('signing'), Type.Literal('replaced')], {
    description: 'waiting: its record is not found in DNS yet; replaced: its record must stay in DNS for 14 days.',
  }),
  createdAt: Time,
  record: Type.Object({ name: Type.String(), value: Type.String() }),
});
const Keys = Type.Object({ domain: Type.String(), keys: Type.Array(Key) });
const Rotated = Type.Object({
  ...Keys.properties,
  made: Type.Array(Type.String(), { description: 'Selectors of new keys; empty when keys were waiting already.' }),
  dropped: Type.Array(Type.String(), {
    description: 'Selectors of waiting keys that were removed and will never sign.',
  }),
});
const tags = ['domains'];

export function dkimRoutes(app: HttpApp, { pool, dkim }: AdminContext): void {
  app.get(
    '/domains/:name/dkim',
    {
      schema: {
        tags,
        summary: 'Lists the DKIM keys of the domain: signing, waiting and replaced',
        params: Type.Object({ name: DomainName }),
        response: { 200: Keys },
      },
    },
    async ({ params }) => {
      const domain = await findDomain(pool, params.name);
      return { domain, keys: (await listDkimKeys(pool, domain)).map(shown) };
    },
  );

  app.post(
    '/domains/:name/dkim/rotate',
    {
      schema: {
        tags,
        summary:
          'Creates new keys, which sign once their records are found in DNS; keys that are already waiting are used first',
        params: Type.Object({ name: DomainName }),
        body: Type.Object(
          {
            now: Type.Optional(Type.Boolean({ description: 'Sign at once, whatever is in DNS.' })),
            anew: Type.Optional(Type.Boolean({ description: 'Replace the keys that are waiting.' })),
          },
          { additionalProperties: false },
        ),
        response: { 200: Rotated, 201: Rotated },
      },
    },
    async ({ params, body }, reply) => {
      const domain = await findDomain(pool, params.name);
      if (!dkim) throw new MailError('invalid', 'DKIM keys cannot be created: set DKIM_SECRET');
      const { made, dropped, next } = await rotateDkimKeys({ pool, seal: dkim }, domain, body);
      if (body.now) for (const key of next) await transaction(pool, (tx) => beginSigning(tx, key));
      const keys = (await listDkimKeys(pool, domain)).map(shown);
      return reply.code(made.length > 0 ? 201 : 200).send({ domain, keys, made: [...made], dropped: [...dropped] });
    },
  );
}

function shown(key: StoredDkimKey) {
  const { selector, algorithm, createdAt, signsAt, replacedAt } = key;
  const { name, value } = dkimRecord(key);
  const state = replacedAt ? 'replaced' : signsAt ? 'signing' : 'waiting';
  return { selector, algorithm, state, createdAt, record: { name, value } } as const;
}
