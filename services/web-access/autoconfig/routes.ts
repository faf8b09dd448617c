import rateLimit from '@fastify/rate-limit';
import { addressKey, domainOf, findDomain, findDomainOf } from '@postroom/directory';
import { addressBlock } from '@postroom/net';
import { MailError } from '@postroom/types';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Services } from '../services.ts';
import { mobileConfig } from './apple.ts';
import { isForSettings, outlookError, outlookSettings } from './outlook.ts';
import { readAutodiscover } from './outlook-request.ts';
import { clientConfig } from './thunderbird.ts';
import type { Xml } from './xml.ts';

/** The largest request of Outlook, in octets; known programs send about 400. */
const MAX_REQUEST = 16 * 1024;

/** The requests that one network may make in a minute, and the networks that are counted. */
const MAX_PER_MINUTE = 120;
const MAX_COUNTED = 20_000;

/** Versions of Outlook write the path in these ways, and paths are case-sensitive. */
const AUTODISCOVER_PATHS = ['autodiscover', 'Autodiscover', 'AutoDiscover'].flatMap((folder) =>
  ['autodiscover', 'Autodiscover', 'AutoDiscover'].map((file) => `/${folder}/${file}.xml`),
);

interface Asked {
  Querystring: { emailaddress?: string | string[] };
}

/**
 * Tells mail programs how to configure themselves for an address. Anybody may ask: the response depends on the domain alone, which DNS
 * publishes as well, and no account is looked up.
 */
export function autoconfigRoutes({ store: { pool }, settings: { servers, publicUrl } }: Services) {
  return async (app: FastifyInstance): Promise<void> => {
    await app.register(rateLimit, {
      max: MAX_PER_MINUTE,
      timeWindow: 60_000,
      cache: MAX_COUNTED,
      keyGenerator: ({ ip }) => addressBlock(ip),
    });
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(
      ['text/xml', 'application/xml'],
      { parseAs: 'string', bodyLimit: MAX_REQUEST },
      (_request, body, done) => done(null, body),
    );
    app.addHook('onSend', async (_request, reply) => {
      reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
    });

    for (const path of ['/.well-known/autoconfig/mail/config-v1.1.xml', '/mail/config-v1.1.xml']) {
      app.get<Asked>(path, async ({ query, hostname }, reply) => {
        const { emailaddress } = query;
        // Programs that do not send the address ask at a name in the domain: autoconfig.example.org.
        const domain = emailaddress ? domainOf(await ours(emailaddress)) : await findDomainOf(pool, hostname);
        if (domain === null) throw new MailError('not-found', 'The domain is missing: add ?emailaddress=');
        return send(reply, 'text/xml', clientConfig(domain, servers));
      });
    }

    for (const path of AUTODISCOVER_PATHS) {
      app.post(path, async ({ body }, reply) => {
        const asked = typeof body === 'string' ? readAutodiscover(body) : undefined;
        if (!asked) return send(reply.code(400), 'text/xml', outlookError(600));
        if (!isForSettings(asked.schema)) return send(reply, 'text/xml', outlookError(601));
        return send(reply, 'text/xml', outlookSettings(await ours(asked.address), servers));
      });
      // MS-OXDISCO, redirection by HTTP 302: a request without TLS, to a name without a certificate, is sent to the HTTPS address.
      app.get(path, async ({ protocol }, reply) => {
        if (protocol === 'https' || !publicUrl.startsWith('https:')) throw new MailError('not-found', 'Send a request');
        return reply.redirect(`${publicUrl}/autodiscover/autodiscover.xml`, 302);
      });
    }

    app.get<Asked>('/mobileconfig', async ({ query }, reply) => {
      const profile = mobileConfig(await ours(query.emailaddress ?? ''), servers);
      if (!profile) throw new MailError('not-found', 'No servers for mail programs are configured');
      reply.header('content-disposition', 'attachment; filename="mail.mobileconfig"');
      return send(reply, 'application/x-apple-aspen-config', profile);
    });
  };

  /** Returns the normalised address, if its domain is one of ours. Throws invalid, not-found. */
  async function ours(address: string | string[]): Promise<string> {
    const key = typeof address === 'string' ? addressKey(address) : null;
    if (key === null) throw new MailError('invalid', 'emailaddress is not an address');
    await findDomain(pool, domainOf(key));
    return key;
  }
}

/** Sends the text as octets: the document itself names its charset. */
function send(reply: FastifyReply, type: string, { text }: Xml): FastifyReply {
  return reply.type(`${type}; charset=utf-8`).send(Buffer.from(text));
}
