import { MailError } from '@postroom/types';
import type { Endpoint } from './endpoint.ts';

/** Where the issuer publishes its keys and answers about tokens, as far as it does. */
export interface IssuerMetadata {
  readonly jwksUri: string | undefined;
  readonly introspectionEndpoint: string | undefined;
}

/** OpenID Connect Discovery 1.0 4: behind the path of the issuer. */
export function openidConfigurationOf(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}

/** RFC 8414 3.1: before it. */
function authorizationServerOf(issuer: string): string {
  const { origin, pathname } = new URL(issuer);
  return `${origin}/.well-known/oauth-authorization-server${pathname.replace(/\/$/, '')}`;
}

/** Asks for what the issuer says of itself, the one way or the other. Throws unavailable. */
export async function discover(ask: Endpoint, issuer: string): Promise<IssuerMetadata> {
  const said = (await ask(openidConfigurationOf(issuer))) ?? (await ask(authorizationServerOf(issuer)));
  if (!said) throw new MailError('unavailable', `There is nothing about the issuer ${issuer}`);
  // RFC 8414 3.3: else one issuer could speak for another.
  if (said.issuer !== issuer) {
    throw new MailError('unavailable', `The issuer calls itself ${JSON.stringify(said.issuer)}, not ${issuer}`);
  }
  return { jwksUri: textOf(said.jwks_uri), introspectionEndpoint: textOf(said.introspection_endpoint) };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
