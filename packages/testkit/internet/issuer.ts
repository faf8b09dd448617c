import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';

export const ISSUER_CLIENT = { id: 'post room', secret: 's:cr%et+ü' };

export interface IssuerPeerOptions {
  /** Key and certificate, PEM; without them the issuer speaks plain HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** The path after the origin: `/realms/staff`. */
  readonly path?: string;
  /** Where its metadata is: `oauth` for RFC 8414 instead of OpenID Connect Discovery. */
  readonly wellKnown?: 'openid' | 'oauth';
}

/** An OpenID issuer on loopback with keys of its own. Tests only. */
export interface IssuerPeer extends AsyncDisposable {
  readonly url: string;
  /** Paths that were requested, in order. */
  readonly asked: string[];
  /** Returns a signed token; claims of null are left out. */
  token(claims?: Record<string, unknown>, header?: Record<string, unknown>): Promise<string>;
  /** Returns an opaque token, for which introspection at the issuer returns these claims. */
  opaque(claims?: Record<string, unknown>): string;
  /** Returns a token without a signature. */
  unsigned(claims?: Record<string, unknown>): string;
  /** Makes a new key and forgets the old one. */
  rotate(): Promise<void>;
  revoke(token: string): void;
  /** While true, the issuer closes every connection. */
  away: boolean;
  /** Called before each response. */
  beforeAnswer: () => void | Promise<void>;
}

export async function startIssuer({
  tls,
  path = '',
  wellKnown = 'openid',
}: IssuerPeerOptions = {}): Promise<IssuerPeer> {
  let made = 0;
  let key = await newKey();
  const opaque = new Map<string, JWTPayload>();
  const revoked = new Set<string>();
  const handle: RequestListener = (request, response) => void answer(request, response);
  const server = tls ? createTlsServer(tls, handle) : createServer(handle);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const url = `${tls ? 'https' : 'http'}://${host}${path}`;

  async function newKey() {
    made += 1;
    const { publicKey, privateKey } = await generateKeyPair('RS256');
    const kid = `key ${made}`;
    return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    peer.asked.push(request.url ?? '');
    if (peer.away) return void request.socket.destroy();
    await peer.beforeAnswer();
    const said = await documentAt(request);
    response.writeHead(said ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(said ?? {}));
  }

  async function documentAt(request: IncomingMessage): Promise<object | undefined> {
    const places = {
      openid: `${path}/.well-known/openid-configuration`,
      oauth: `/.well-known/oauth-authorization-server${path}`,
    };
    switch (request.url) {
      case places[wellKnown]:
        return { issuer: url, jwks_uri: `${url}/keys`, introspection_endpoint: `${url}/introspect` };
      case `${path}/keys`:
        return { keys: [key.jwk] };
      case `${path}/introspect`:
        return introspect(request);
      default:
        return undefined;
    }
  }

  async function introspect(request: IncomingMessage): Promise<object | undefined> {
    const { id, secret } = ISSUER_CLIENT;
    const wanted = [id, secret].map((text) => encodeURIComponent(text).replaceAll('%20', '+')).join(':');
    if (request.headers.authorization !== `Basic ${Buffer.from(wanted).toString('base64')}`) return undefined;
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const token = new URLSearchParams(Buffer.concat(pieces).toString()).get('token') ?? '';
    if (revoked.has(token)) return { active: false };
    const claims = opaque.get(token) ?? (token.includes('.') ? { aud: 'postroom' } : undefined);
    return claims ? { active: true, ...claims } : { active: false };
  }

  function payload(claims: Record<string, unknown>): JWTPayload {
    const now = Math.floor(Date.now() / 1000);
    const usual = { iss: url, aud: 'postroom', sub: 'u1', iat: now, exp: now + 300, scope: 'openid email', ...claims };
    return Object.fromEntries(Object.entries(usual).filter(([, value]) => value !== null));
  }

  const peer: IssuerPeer = {
    url,
    asked: [],
    token: (claims = {}, header = {}) =>
      new SignJWT(payload(claims)).setProtectedHeader({ alg: 'RS256', kid: key.kid, ...header }).sign(key.privateKey),
    opaque(claims = {}) {
      const token = `opaque-${opaque.size}`;
      opaque.set(token, payload(claims));
      return token;
    },
    unsigned: (claims = {}) => new UnsecuredJWT(payload(claims)).encode(),
    async rotate() {
      key = await newKey();
    },
    revoke: (token) => void revoked.add(token),
    away: false,
    beforeAnswer() {},
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return peer;
}
