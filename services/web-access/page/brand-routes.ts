import type { Queryable } from '@postroom/database';
import { readBrandPicture } from '@postroom/directory';
import { MailError } from '@postroom/types';
import type { FastifyInstance } from 'fastify';
import { brandForPage } from './brand-for-page.ts';
import type { Brands } from './brands.ts';

const YEAR_SECONDS = 365 * 24 * 3600;

/** Serves the brand of a platform. It is no secret: everybody sees it before signing in. */
export function brandRoutes(db: Queryable, brands: Pick<Brands, 'of'>) {
  return async (app: FastifyInstance): Promise<void> => {
    /** The brand of another domain than that of the host name: users of many domains may use the same host name. */
    app.get<{ Querystring: { domain?: unknown } }>('/brand', async ({ query }, reply) => {
      const { domain } = query;
      if (typeof domain !== 'string' || domain.length > 255) throw new MailError('invalid', 'The domain is missing');
      const brand = await brands.of(domain);
      if (brand === null) throw new MailError('unavailable', 'The branding cannot be read now, try again later');
      reply.header('cache-control', 'no-cache');
      return brandForPage(brand);
    });

    /** A picture by its hash, so that it never changes. */
    app.get<{ Params: { hash: string } }>('/brand/pictures/:hash', async ({ params }, reply) => {
      const picture = /^[\w-]{43}$/.test(params.hash) ? await readBrandPicture(db, params.hash) : null;
      if (picture === null) throw new MailError('not-found', 'The picture does not exist');
      return reply
        .header('cache-control', `public, max-age=${YEAR_SECONDS}, immutable`)
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('x-content-type-options', 'nosniff')
        .header('cross-origin-resource-policy', 'same-origin')
        .type(picture.mediaType)
        .send(picture.octets);
    });
  };
}
