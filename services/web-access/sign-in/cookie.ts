import type { FastifyRequest } from 'fastify';

/** Octets of a Cookie field that is looked at. */
const MAX_OCTETS = 8_192;

/** RFC 6265bis 4.1.3.2: with this prefix no other host or path can have set it; a browser takes it by HTTPS alone. */
function nameFor(request: FastifyRequest): string {
  return request.protocol === 'https' ? '__Host-postroom' : 'postroom';
}

/** The session's token; undefined when the browser has none. */
export function readCookie(request: FastifyRequest): string | undefined {
  const field = request.headers.cookie;
  if (field === undefined || field.length > MAX_OCTETS) return undefined;
  const name = nameFor(request);
  for (const pair of field.split(';')) {
    const at = pair.indexOf('=');
    if (pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

/** A Set-Cookie field: not for scripts, and not sent with what other sites ask for but links. @param seconds 0 takes it away */
export function setCookie(request: FastifyRequest, token: string, seconds: number): string {
  const secure = request.protocol === 'https' ? '; Secure' : '';
  return `${nameFor(request)}=${token}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
}
