import type { FastifyRequest } from 'fastify';

/** The longest Cookie field that is read, in octets. */
const MAX_OCTETS = 8_192;

/** RFC 6265bis 4.1.3.2: with this prefix no other host or path can set the cookie; browsers accept it only by HTTPS. */
function nameFor(request: FastifyRequest): string {
  return request.protocol === 'https' ? '__Host-postroom' : 'postroom';
}

/** Returns the token of the session; undefined when the browser sends none. */
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

/** Returns a Set-Cookie field. Scripts cannot read the cookie; from other sites it comes only with links. @param seconds 0 removes it */
export function setCookie(request: FastifyRequest, token: string, seconds: number): string {
  const secure = request.protocol === 'https' ? '; Secure' : '';
  return `${nameFor(request)}=${token}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
}
