import { normaliseDomain } from '@postroom/smtp';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Redirects requests without TLS to the same address by HTTPS. @param port the port of HTTPS */
export function sendToHttps(port: number) {
  return async (
    { protocol, hostname, url }: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply | undefined> => {
    const name = normaliseDomain(hostname);
    if (protocol === 'https' || name === undefined) return undefined;
    const place = port === 443 ? name : `${name}:${port}`;
    return reply.header('cache-control', 'no-store').redirect(`https://${place}${url}`, 308);
  };
}
