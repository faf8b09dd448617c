import { readFileSync } from 'node:fs';
import type { DnsResolver } from '@postroom/dns';
import { createOutgoing, HostList } from '@postroom/outgoing';
import { MailError } from '@postroom/types';
import type { JWTPayload } from 'jose';
import { looksSigned, refused } from './access-token.ts';
import type { IssuerConfig } from './config.ts';
import { createEndpoint } from './endpoint.ts';
import { Introspection } from './introspection.ts';
import { Kept } from './kept.ts';
import { discover, openidConfigurationOf } from './metadata.ts';
import { type IssuerMetrics, NO_ISSUER_METRICS, outcomeOf, timed } from './metrics.ts';
import { Remembered } from './remembered.ts';
import { type Protocol, parseScopes } from './scopes.ts';
import { readKeySet, verifySigned } from './signed.ts';
import { addressOf, scopesOf } from './subject.ts';

/** How long the issuer's documents are fresh, and how long they are used while it is unavailable, in ms. */
const KEPT = { freshMs: 10 * 60_000, staleMs: 24 * 3_600_000 };

/** The content of a valid token. */
export interface IssuedToken {
  /** The address of the account, which may not exist here. */
  readonly address: string;
  /** When a session begun with the token must end, in seconds since 1970. */
  readonly sessionUntil: number;
}

/** An issuer of tokens other than our own. */
export interface Issuer {
  readonly name: string;
  /** The URL where programs find out how to get a token. */
  readonly openidConfiguration: string;
  /** Returns the scope that a token needs for a protocol. */
  scopeOf(protocol: Protocol): string | undefined;
  /**
   * Verifies a token. Throws authentication-failed, no-permission when it is not for this protocol, unavailable when
   * the issuer cannot be asked.
   */
  verify(token: string, protocol: Protocol): Promise<IssuedToken>;
  /** Returns the same for a token that was verified recently; undefined for others. */
  lately(token: string, protocol: Protocol): IssuedToken | undefined;
}

export interface IssuerOptions {
  readonly resolver: Pick<DnsResolver, 'a' | 'aaaa'>;
  /** Receives problems with the issuer. */
  onError(error: unknown): void;
  readonly metrics?: IssuerMetrics | undefined;
  /** A monotonic clock, in ms. */
  now?(): number;
}

interface Found {
  readonly address: string;
  readonly scopes: ReadonlySet<string>;
  readonly endsAt: number;
}

/**
 * Opens the issuer of the configuration; undefined when there is none. Nothing is requested before the first token comes. Throws when the
 * file with its CAs cannot be read.
 */
export function openIssuer(config: IssuerConfig, options: IssuerOptions): Issuer | undefined {
  const { OIDC_ISSUER: name, OIDC_AUDIENCE: audience, OIDC_CLIENT_ID: clientId } = config;
  if (name === '') return undefined;
  const { resolver, onError, metrics = NO_ISSUER_METRICS, now = () => performance.now() } = options;
  const ca = config.OIDC_CA_FILE && readFileSync(config.OIDC_CA_FILE, 'utf8');
  const outgoing = createOutgoing({ resolver, listed: HostList.parse(new URL(name).host), ...(ca && { ca }) });
  const ask = createEndpoint(outgoing, config.OIDC_TIMEOUT_SECONDS * 1000);
  const scopes = parseScopes(config.OIDC_SCOPES);
  const kept = { ...KEPT, pauseMs: config.OIDC_PAUSE_SECONDS * 1000, now, onError };
  const metadata = new Kept({ ...kept, fetch: () => discover(timed(ask, 'metadata', metrics), name) });
  const keys = new Kept({ ...kept, fetch: readKeys });
  const client = {
    ask: timed(ask, 'introspection', metrics),
    issuer: name,
    audience,
    clientId,
    clientSecret: config.OIDC_CLIENT_SECRET,
    onError,
  };
  const introspection = clientId === '' ? undefined : new Introspection(client);
  const remembered = new Remembered<Found>();
  /** Verifications under way, because a program that opens twenty connections at once shows the same token in each. */
  const underWay = new Map<string, Promise<Found>>();

  async function readKeys() {
    const { jwksUri } = await metadata.get();
    if (jwksUri === undefined) throw new MailError('unavailable', 'The metadata of the issuer has no jwks_uri');
    return readKeySet(await timed(ask, 'keys', metrics)(jwksUri));
  }

  async function claimsOf(token: string): Promise<JWTPayload> {
    const signed = looksSigned(token) ? await verifySigned(token, { keys, issuer: name, audience }) : undefined;
    if (signed && config.OIDC_INTROSPECT !== 'all') return signed;
    if (!introspection) throw refused('it is opaque, and introspection is not configured');
    const { introspectionEndpoint } = await metadata.get();
    const said = await introspection.claimsOf(token, introspectionEndpoint);
    // The claims of a signed token count; introspection only tells whether it is still valid.
    return signed ?? said;
  }

  async function find(token: string): Promise<Found> {
    const claims = await claimsOf(token);
    const address = addressOf(claims, { claim: config.OIDC_CLAIM, domain: config.OIDC_DOMAIN });
    const endsAt = claims.exp ?? Number.POSITIVE_INFINITY;
    const found = { address, scopes: scopesOf(claims), endsAt };
    remembered.add(token, found, Math.min(Date.now() + config.OIDC_REMEMBER_SECONDS * 1000, endsAt * 1000));
    return found;
  }

  function allowed({ address, scopes: has }: Found, protocol: Protocol): IssuedToken {
    const needed = scopes[protocol];
    if (needed !== undefined && !has.has(needed)) {
      throw new MailError('no-permission', `The token lacks the scope ${needed}`);
    }
    return { address, sessionUntil: Math.floor(Date.now() / 1000 + config.OIDC_SESSION_HOURS * 3_600) };
  }

  return {
    name,
    openidConfiguration: openidConfigurationOf(name),
    scopeOf: (protocol) => scopes[protocol],
    async verify(token, protocol) {
      const search = underWay.get(token) ?? find(token).finally(() => underWay.delete(token));
      underWay.set(token, search);
      try {
        const issued = allowed(await search, protocol);
        metrics.token('good');
        return issued;
      } catch (error) {
        metrics.token(outcomeOf(error));
        throw error;
      }
    },
    lately(token, protocol) {
      const found = remembered.get(token);
      if (!found || (scopes[protocol] !== undefined && !found.scopes.has(scopes[protocol]))) return undefined;
      metrics.token('remembered');
      return allowed(found, protocol);
    },
  };
}
