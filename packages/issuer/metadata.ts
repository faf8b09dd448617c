import { MailError } from '@postroom/types';
import type { Endpoint } from './endpoint.ts';

/** The URLs of the issuer's keys and introspection, if it has them. */
export interface IssuerMetadata {
  readonly jwksUri: string | undefined;
  readonly introspectionEndpoint: string | undefined;
}

/** OpenID Connect Discovery 1.0 4: the well-known path follows the path of the issuer. */
export function openidConfigurationOf(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

/** RFC 8414 3.1: the well-known path precedes the path of the issuer. */
function authorizationServerOf(issuer: string): string {
  const { origin, pathname } = new URL(issuer);
  return `${origin}/.well-known/oauth-authorization-server${pathname.replace(/\/$/, '')}`;
}

/** Fetches the issuer's metadata from either place. Throws unavailable. */
export async function discover(ask: Endpoint, issuer: string): Promise<IssuerMetadata> {
  const said = (await ask(openidConfigurationOf(issuer))) ?? (await ask(authorizationServerOf(issuer)));
  if (!said) throw new MailError('unavailable', `No metadata of the issuer found at ${issuer}`);
  // RFC 8414 3.3: otherwise one issuer could speak for another.
  if (said.issuer !== issuer) {
    throw new MailError('unavailable', `The issuer calls itself ${JSON.stringify(said.issuer)}, not ${issuer}`);
  }
  return { jwksUri: textOf(said.jwks_uri), introspectionEndpoint: textOf(said.introspection_endpoint) };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
