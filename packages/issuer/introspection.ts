import { MailError } from '@postroom/types';
import type { JWTPayload } from 'jose';
import { refused, requireAccess, requireTimes } from './access-token.ts';
import type { Endpoint } from './endpoint.ts';

/** The most simultaneous questions to the issuer; clients beyond that must try again. */
const MAX_AT_ONCE = 50;

export interface IntrospectionOptions {
  readonly ask: Endpoint;
  readonly issuer: string;
  readonly audience: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Called when the issuer cannot be asked. */
  onError(error: unknown): void;
}

/** Asks the issuer about tokens (RFC 7662 2). */
export class Introspection {
  readonly #options: IntrospectionOptions;
  #underWay = 0;

  constructor(options: IntrospectionOptions) {
    this.#options = options;
  }

  /** Returns the claims of a token that is valid and meant for us. Throws authentication-failed, unavailable. */
  async claimsOf(token: string, endpoint: string | undefined): Promise<JWTPayload> {
    if (endpoint === undefined)
      throw new MailError('unavailable', 'The metadata of the issuer has no introspection_endpoint');
    if (this.#underWay >= MAX_AT_ONCE) throw new MailError('unavailable', 'Too many token introspections at once');
    this.#underWay += 1;
    try {
      const form = new URLSearchParams({ token, token_type_hint: 'access_token' });
      return this.#read((await this.#ask(endpoint, form)) ?? {});
    } finally {
      this.#underWay -= 1;
    }
  }

  async #ask(endpoint: string, form: URLSearchParams): Promise<Record<string, unknown> | null> {
    try {
      return await this.#options.ask(endpoint, { form, authorization: this.#authorization() });
    } catch (error) {
      this.#options.onError(error);
      throw error;
    }
  }

  #read(said: Record<string, unknown>): JWTPayload {
    const { issuer, audience } = this.#options;
    if (said.active !== true) throw refused('the issuer does not know it, or has revoked it');
    const claims = said as JWTPayload;
    if (claims.iss !== undefined && claims.iss !== issuer) throw refused('it is from another issuer');
    if (![claims.aud].flat().includes(audience)) throw refused('it is for another service');
    if (claims.exp !== undefined && typeof claims.exp !== 'number') throw refused('its expiry time is invalid');
    requireTimes(claims);
    requireAccess(claims);
    return claims;
  }

  /** RFC 6749 2.3.1: id and secret are form-encoded before they are joined. */
  #authorization(): string {
    const { clientId, clientSecret } = this.#options;
    const [id, secret] = [clientId, clientSecret].map((text) => new URLSearchParams({ '': text }).toString().slice(1));
    return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
  }
}
