import type { Queryable } from '@postroom/database';
import {
  findScope,
  MAX_PICTURE_BYTES,
  PICTURE_KINDS,
  putBranding,
  putBrandPicture,
  readBranding,
  removeBrandPicture,
} from '@postroom/directory';
import { MailError } from '@postroom/types';
import Type from 'typebox';
import type { HttpApp } from '../../http/app.ts';
import type { AdminContext } from './context.ts';
import { Nothing } from './schemas.ts';

const Scope = Type.String({
  default: '',
  maxLength: 255,
  pattern: '^[^\\u0000-\\u001f\\u007f]*$',
  description: 'One of our domains, or empty for the whole platform.',
});
const orNull = (maxLength: number, description: string, pattern = '^[^\\u0000-\\u001f\\u007f]*$') =>
  Type.Union([Type.String({ minLength: 1, maxLength, pattern }), Type.Null()], { description });

const Said = {
  name: orNull(60, 'What the platform is called; null: as the domain or the platform has it.'),
  accent: orNull(7, '#rrggbb for the light theme; must be readable there.'),
  accentDark: orNull(7, '#rrggbb for the dark theme; null: derived from the one for the light theme.'),
  signInText: orNull(
    400,
    'Plain text below the title of the sign-in page.',
    '^[^\\u0000-\\u0009\\u000b-\\u001f\\u007f]*$',
  ),
  helpUrl: orNull(500, 'An https://…, http://… or mailto:… URL.'),
  privacyUrl: orNull(500, 'The same.'),
  imprintUrl: orNull(500, 'The same.'),
};
const Kind = Type.Enum([...PICTURE_KINDS]);
const Picture = Type.Object({
  kind: Kind,
  mediaType: Type.String(),
  width: Type.Integer(),
  height: Type.Integer(),
  hash: Type.String(),
});
const querystring = Type.Object({ scope: Scope }, { additionalProperties: false });
const params = Type.Object({ kind: Kind });
const tags = ['branding'];

export function brandingRoutes(app: HttpApp, { pool }: AdminContext): void {
  app.get(
    '/branding',
    {
      schema: {
        tags,
        summary: 'Returns the branding of the platform or of a domain',
        querystring,
        response: { 200: Type.Object({ ...Said, pictures: Type.Array(Picture) }) },
      },
    },
    async ({ query }) => readBranding(pool, await domainOf(pool, query.scope)),
  );

  app.put(
    '/branding',
    {
      schema: {
        tags,
        summary: 'Replaces the name, colours, text and links of the page',
        querystring,
        body: Type.Object(Said, { additionalProperties: false }),
        response: { 200: Type.Object({ ...Said, pictures: Type.Array(Picture) }) },
      },
    },
    async ({ query, body }) => {
      const domain = await domainOf(pool, query.scope);
      await putBranding(pool, domain, body);
      return readBranding(pool, domain);
    },
  );

  app.put(
    '/branding/pictures/:kind',
    {
      schema: {
        tags,
        summary: 'Sets a logo (light or dark theme) or the icon of the page: PNG or WebP',
        querystring,
        params,
        body: Type.Object(
          { data: Type.String({ maxLength: Math.ceil(MAX_PICTURE_BYTES / 3) * 4, description: 'base64' }) },
          { additionalProperties: false },
        ),
        response: { 200: Picture },
      },
    },
    async ({ query, params: { kind }, body }) =>
      putBrandPicture(pool, await domainOf(pool, query.scope), kind, Buffer.from(body.data, 'base64')),
  );

  app.delete(
    '/branding/pictures/:kind',
    {
      schema: { tags, summary: 'Removes a logo or icon', querystring, params, response: { 204: Nothing } },
    },
    async ({ query, params: { kind } }, reply) => {
      await removeBrandPicture(pool, await domainOf(pool, query.scope), kind);
      return reply.code(204).send(null);
    },
  );
}

async function domainOf(db: Queryable, scope: string): Promise<string | null> {
  if (scope.includes('@'))
    throw new MailError('invalid', 'Only the platform and domains have a look of their own, not accounts');
  return (await findScope(db, scope)).domain;
}
