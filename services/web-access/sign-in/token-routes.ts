import { asUnavailable } from '@postroom/database';
import { beginProgram, revokeToken, type Tokens } from '@postroom/directory';
import { isMailError } from '@postroom/types';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Services } from '../services.ts';
import { proveLogin } from './login-of.ts';
import { originOf } from './origin-of.ts';
import { refreshLogin } from './refresh.ts';
import { requireTls } from './require-login.ts';

/** The largest form, in octets. */
const MAX_FORM = 16 * 1024;

/** RFC 6749 5.2. */
class TokenError extends Error {
  readonly error: string;
  readonly status: number;

  constructor(error: string, description: string, status = 400) {
    super(description);
    this.error = error;
    this.status = status;
  }
}

/** Tokens for programs, in the form of RFC 6749, 7009 and 8414. */
export function tokenRoutes(services: Services) {
  const { settings, store, loginAnnouncer } = services;
  const lives = { accessSeconds: settings.accessSeconds, sessionSeconds: settings.sessionSeconds };

  async function grant(request: FastifyRequest, form: Form): Promise<Tokens> {
    switch (form.get('grant_type')) {
      case 'password': {
        const claim = { login: form.need('username'), password: form.need('password') };
        const login = await proveLogin(request, services, claim);
        const origin = originOf(request);
        const device = form.get('device_name');
        return beginProgram(store.pool, login, device ? { ...origin, device: shown(device) } : origin, lives);
      }
      case 'refresh_token':
        return refreshLogin(request, services, form.need('refresh_token'), lives);
      case undefined:
        throw new TokenError('invalid_request', 'grant_type is missing');
      default:
        throw new TokenError('unsupported_grant_type', 'grant_type must be password or refresh_token');
    }
  }

  return async (app: FastifyInstance): Promise<void> => {
    app.removeAllContentTypeParsers();
    const parse = { parseAs: 'string', bodyLimit: MAX_FORM } as const;
    app.addContentTypeParser('application/x-www-form-urlencoded', parse, (_request, body, done) => done(null, body));
    app.addContentTypeParser('*', (_request, _payload, done) => {
      done(new TokenError('invalid_request', 'The content type must be application/x-www-form-urlencoded'));
    });
    app.setErrorHandler((error, _request, reply) => {
      const told = tokenErrorOf(error);
      if (!told) {
        services.log.error({ err: error }, 'a token could not be issued');
        return send(reply, new TokenError('server_error', 'Internal error; see the log of the server', 500));
      }
      return send(reply, told);
    });

    app.post('/oauth/token', async (request, reply) => {
      requireTls(request);
      const { accessToken, refreshToken, expiresIn } = await grant(request, readForm(request.body));
      return reply
        .header('cache-control', 'no-store')
        .send({ access_token: accessToken, token_type: 'Bearer', expires_in: expiresIn, refresh_token: refreshToken });
    });

    // RFC 7009 2.2: an unknown token counts as revoked.
    app.post('/oauth/revoke', async (request, reply) => {
      const accountId = await revokeToken(store.pool, readForm(request.body).need('token'));
      if (accountId !== null) loginAnnouncer.loginsChanged(accountId);
      return reply.header('cache-control', 'no-store').code(200).send();
    });

    app.get('/.well-known/oauth-authorization-server', async (request) => {
      const base = settings.publicUrl || `${request.protocol}://${request.host}`;
      return {
        issuer: base,
        token_endpoint: `${base}/oauth/token`,
        revocation_endpoint: `${base}/oauth/revoke`,
        grant_types_supported: ['password', 'refresh_token'],
        response_types_supported: [],
        token_endpoint_auth_methods_supported: ['none'],
        revocation_endpoint_auth_methods_supported: ['none'],
      };
    });
  };
}

/** A form in which each parameter may occur once (RFC 6749 3.2); a parameter without a value counts as missing. */
class Form {
  readonly #values = new Map<string, string>();

  constructor(text: string) {
    for (const [name, value] of new URLSearchParams(text)) {
      if (this.#values.has(name)) throw new TokenError('invalid_request', `${name.slice(0, 40)} is given twice`);
      this.#values.set(name, value);
    }
  }

  get(name: string): string | undefined {
    return this.#values.get(name) || undefined;
  }

  need(name: string): string {
    const value = this.get(name);
    if (value === undefined) throw new TokenError('invalid_request', `${name} is missing`);
    return value;
  }
}

function readForm(body: unknown): Form {
  return new Form(typeof body === 'string' ? body : '');
}

function shown(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(/\p{Cc}+/gu, ' ')
      .trim()
      .slice(0, 80) || 'unknown'
  );
}

function tokenErrorOf(thrown: unknown): TokenError | undefined {
  if (thrown instanceof TokenError) return thrown;
  const error = asUnavailable(thrown) ?? thrown;
  if (isMailError(error, 'too-many-failures')) return new TokenError('invalid_grant', error.message, 429);
  if (isMailError(error, 'unavailable')) return new TokenError('temporarily_unavailable', error.message, 503);
  if (isMailError(error)) return new TokenError('invalid_grant', error.message);
  const { statusCode, message } = error as { statusCode?: number; message?: string };
  return statusCode !== undefined && statusCode < 500
    ? new TokenError('invalid_request', message ?? '', statusCode)
    : undefined;
}

function send(reply: FastifyReply, { error, status, message }: TokenError): FastifyReply {
  if (status === 429) reply.header('retry-after', '900');
  if (status === 503) reply.header('retry-after', '5');
  return reply.code(status).header('cache-control', 'no-store').send({ error, error_description: message });
}
