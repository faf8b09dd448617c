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
  description: 'An account, one of our domains, or empty for the whole platform.',
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
    description: 'Rules by the name of the check: points, off, on, junk, quarantine, defer or reject.',
  }),
};
const OwnSenders = Type.Union([Type.Enum(['refuse', 'accept']), Type.Null()], {
  description:
    'For domains only: what happens to mail from other servers that uses an address of the domain without proof by SPF or DKIM; null: SENDER_AUTH_OWN_DOMAINS.',
});
const Settings = Type.Object({ ...others, quarantinePoints: QuarantinePoints, ownSenders: OwnSenders });
const NewSettings = Type.Object(
  { ...others, quarantinePoints: Type.Optional(QuarantinePoints), ownSenders: Type.Optional(OwnSenders) },
  { additionalProperties: false },
);
const ScopeWithOwn = Type.Object({
  scope: Type.String(),
  hasSettings: Type.Boolean({ description: 'Whether it has its own points or rules of checks.' }),
  senders: Type.Integer({ description: 'How many senders are always or never accepted.' }),
  hasLimits: Type.Boolean({ description: 'Whether it has its own sending limits.' }),
});
const querystring = Type.Object({ scope: Scope }, { additionalProperties: false });
const tags = ['policy'];

export function policyRoutes(app: HttpApp, { pool }: AdminContext): void {
  app.get(
    '/policy/checks',
    {
      schema: {
        tags,
        summary: 'Lists the checks of incoming mail in order, with their default rules',
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
        summary: 'Lists domains and accounts with their own settings, senders or sending limits',
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
        summary: 'Lists senders whose mail is always or never accepted',
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
        summary: 'Sets that mail of a sender is always or never accepted',
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
        summary: 'Removes the rule for a sender',
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
        summary: 'Returns the settings of a domain or an account that differ from the platform',
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
        summary: 'Replaces the thresholds and rules of a domain or an account',
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
