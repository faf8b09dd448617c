import {
  findScope,
  listScopes,
  listSenderRules,
  putPolicySettings,
  putSenderRule,
  readPolicySettings,
  removeSenderRule,
} from '@postroom/directory';
import { CHECKS, parseRules } from '@postroom/policy';
import { MailError } from '@postroom/types';
import Type from 'typebox';
import type { HttpApp } from '../../http/app.ts';
import type { AdminContext } from './context.ts';
import { After, Limit, Next, Nothing, pageOf, Time } from './schemas.ts';

const Scope = Type.String({
  default: '',
  maxLength: 320,
  pattern: '^[^\\u0000-\\u001f\\u007f]*$',
  description: 'An account, a domain of ours, or empty: the whole platform.',
});
const Pattern = Type.String({
  minLength: 1,
  maxLength: 320,
  pattern: '^[^\\u0000-\\u001f\\u007f]*$',
  description: 'An address, a domain, *@domain, *.domain, or an IP address or range.',
});
const Kind = Type.Enum(['always', 'never']);
const Points = Type.Union([Type.Number({ minimum: 0.5, maximum: 999 }), Type.Null()], {
  description: 'null: as the domain or the platform has it.',
});
const QuarantinePoints = Type.Union([Type.Number({ minimum: 0, maximum: 999 }), Type.Null()], {
  description: '0: no mail is quarantined for its points; null: as the domain or the platform has it.',
});
const others = {
  junkPoints: Points,
  rejectPoints: Points,
  checks: Type.Record(Type.String({ maxLength: 40 }), Type.String({ maxLength: 10 }), {
    description: 'By the name of a check: points, off, on, junk, quarantine, defer or reject.',
  }),
};
const OwnSenders = Type.Union([Type.Enum(['refuse', 'accept']), Type.Null()], {
  description:
    'Of a domain alone: mail from strangers that bears an address of it, and is not proven to be from there; null: SENDER_AUTH_OWN_DOMAINS.',
});
const Settings = Type.Object({ ...others, quarantinePoints: QuarantinePoints, ownSenders: OwnSenders });
const NewSettings = Type.Object(
  { ...others, quarantinePoints: Type.Optional(QuarantinePoints), ownSenders: Type.Optional(OwnSenders) },
  { additionalProperties: false },
);
const ScopeWithOwn = Type.Object({
  scope: Type.String(),
  hasSettings: Type.Boolean({ description: 'Points or rules of checks.' }),
  senders: Type.Integer({ description: 'How many are always or never taken.' }),
  hasLimits: Type.Boolean({ description: 'How much may be sent.' }),
});
const querystring = Type.Object({ scope: Scope }, { additionalProperties: false });
const tags = ['policy'];

export function policyRoutes(app: HttpApp, { pool }: AdminContext): void {
  app.get(
    '/policy/checks',
    {
      schema: {
        tags,
        summary: 'The checks that incoming mail meets, in their order, with the rules that they come with',
        response: {
          200: Type.Object({
            checks: Type.Array(Type.Object({ name: Type.String(), rule: Type.String(), about: Type.String() })),
          }),
        },
      },
    },
    () => ({ checks: CHECKS.map(({ name, rule, about }) => ({ name, rule, about })) }),
  );

  app.get(
    '/policy/scopes',
    {
      schema: {
        tags,
        summary: 'Domains and accounts that have settings, senders or sending limits of their own',
        querystring: Type.Object({ after: Type.Optional(After), limit: Limit }, { additionalProperties: false }),
        response: { 200: Type.Object({ scopes: Type.Array(ScopeWithOwn), next: Next }) },
      },
    },
    async ({ query: { after, limit } }) => {
      const { rows, next } = pageOf(await listScopes(pool, { after, limit: limit + 1 }), limit, ({ scope }) => scope);
      return { scopes: rows, next };
    },
  );

  app.get(
    '/policy/senders',
    {
      schema: {
        tags,
        summary: 'Of whom mail is always or never taken',
        querystring,
        response: {
          200: Type.Object({
            senders: Type.Array(Type.Object({ rule: Kind, pattern: Type.String(), createdAt: Time })),
          }),
        },
      },
    },
    async ({ query }) => ({ senders: await listSenderRules(pool, await findScope(pool, query.scope)) }),
  );

  app.put(
    '/policy/senders',
    {
      schema: {
        tags,
        summary: 'Says that mail of a sender is always or never taken',
        body: Type.Object({ scope: Scope, rule: Kind, pattern: Pattern }, { additionalProperties: false }),
        response: { 200: Type.Object({ rule: Kind, pattern: Type.String() }) },
      },
    },
    async ({ body: { scope, rule, pattern } }) => ({
      rule,
      pattern: await putSenderRule(pool, await findScope(pool, scope), { rule, pattern }),
    }),
  );

  app.delete(
    '/policy/senders',
    {
      schema: {
        tags,
        summary: 'Forgets what was said of a sender',
        querystring: Type.Object({ scope: Scope, pattern: Pattern }, { additionalProperties: false }),
        response: { 204: Nothing },
      },
    },
    async ({ query: { scope, pattern } }, reply) => {
      await removeSenderRule(pool, await findScope(pool, scope), pattern);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/policy/settings',
    {
      schema: {
        tags,
        summary: 'What a domain or an account wants otherwise than the platform',
        querystring,
        response: { 200: Settings },
      },
    },
    async ({ query }) => readPolicySettings(pool, await ownScope(query.scope)),
  );

  app.put(
    '/policy/settings',
    {
      schema: {
        tags,
        summary: 'Gives a domain or an account thresholds and rules of its own, instead of those before',
        querystring,
        body: NewSettings,
        response: { 200: Settings },
      },
    },
    async ({ query, body }) => {
      const scope = await ownScope(query.scope);
      requireRules(body.checks);
      if (body.ownSenders && scope.domain === null)
        throw new MailError('invalid', 'Own senders are set for a domain, not for an account');
      await putPolicySettings(pool, scope, { quarantinePoints: null, ownSenders: null, ...body });
      return readPolicySettings(pool, scope);
    },
  );

  async function ownScope(text: string) {
    if (text === '')
      throw new MailError('invalid', 'For the whole platform use the settings POLICY_CHECKS and POLICY_JUNK_POINTS');
    return findScope(pool, text);
  }
}

function requireRules(checks: Readonly<Record<string, string>>): void {
  try {
    parseRules(Object.entries(checks));
  } catch (error) {
    throw new MailError('invalid', (error as Error).message);
  }
}
