import { transaction } from '@postroom/database';
import { listApplications } from '@postroom/directory';
import { approve, refuse } from '@postroom/joining';
import Type from 'typebox';
import type { HttpApp } from '../../http/app.ts';
import type { AdminContext } from './context.ts';
import { DomainName, Limit, Next, NumberAfter, NumberId, pageOf, Time } from './schemas.ts';

const State = Type.Enum(['pending', 'approved', 'refused']);
const Application = Type.Object({
  id: Type.Integer(),
  domain: Type.String(),
  address: Type.String(),
  displayName: Type.String(),
  reason: Type.String({ description: 'The reason that the applicant gave.' }),
  network: Type.String({ description: 'The network that it came from.' }),
  state: State,
  word: Type.String({ description: 'The message of the operator to the applicant.' }),
  askedAt: Time,
  decidedAt: Type.Union([Time, Type.Null()]),
});
const Decision = Type.Object(
  {
    word: Type.String({
      default: '',
      maxLength: 1_000,
      pattern: '^[^\\u0000-\\u0009\\u000b-\\u001f\\u007f]*$',
      description: 'A message to the applicant.',
    }),
  },
  { additionalProperties: false },
);
const tags = ['joining'];

export function applicationRoutes(app: HttpApp, context: AdminContext): void {
  const { pool, welcome } = context;
  app.get(
    '/applications',
    {
      schema: {
        tags,
        summary: 'Lists applications for a mailbox, oldest first',
        querystring: Type.Object(
          {
            domain: Type.Optional(DomainName),
            state: Type.Optional(State),
            after: Type.Optional(NumberAfter),
            limit: Limit,
          },
          { additionalProperties: false },
        ),
        response: { 200: Type.Object({ applications: Type.Array(Application), next: Next }) },
      },
    },
    async ({ query: { limit, after, ...filter } }) => {
      const found = await listApplications(pool, { ...filter, after: Number(after ?? 0), limit: limit + 1 });
      const { rows, next } = pageOf(found, limit, ({ id }) => String(id));
      return { applications: rows, next };
    },
  );

  const params = Type.Object({ id: NumberId });
  const response = { 200: Type.Object({ address: Type.String() }) };

  app.post(
    '/applications/:id/approve',
    {
      schema: {
        tags,
        summary: 'Approves an application: the applicant gets the mailbox',
        params,
        body: Decision,
        response,
      },
    },
    async ({ params: { id }, body: { word } }) => ({ address: await approve(context, welcome, Number(id), word) }),
  );

  app.post(
    '/applications/:id/refuse',
    { schema: { tags, summary: 'Refuses an application and frees its name', params, body: Decision, response } },
    async ({ params: { id }, body: { word } }) => ({
      address: await transaction(pool, (tx) => refuse(tx, Number(id), word)),
    }),
  );
}
