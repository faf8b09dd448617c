import Type from 'typebox';
import { scopesFault } from './scopes.ts';

/** Settings of the operator's own identity provider, whose access tokens replace passwords. */
export const issuerConfig = {
  OIDC_ISSUER: Type.String({
    default: '',
    pattern: '^$|^https?://[^/\\s?#@]+(/[^\\s?#]*)?$',
    needs: ['OIDC_AUDIENCE'],
    description:
      'An OpenID issuer whose access tokens log users in by OAUTHBEARER and XOAUTH2 (SMTP, IMAP, POP3) and as Bearer (JMAP), exactly as it spells its own URL: https://login.example.org/realms/staff. In your own network it may use plain HTTP.',
  }),
  OIDC_AUDIENCE: Type.String({
    default: '',
    needs: ['OIDC_ISSUER'],
    description: 'The value that a token must have in `aud`: the name under which the issuer knows this platform.',
  }),
  OIDC_CA_FILE: Type.Optional(
    Type.String({
      file: true,
      needs: ['OIDC_ISSUER'],
      description:
        'PEM certificates of the authorities that may sign the certificate of the issuer, instead of those that Node knows.',
    }),
  ),
  OIDC_CLAIM: Type.String({
    default: 'email',
    minLength: 1,
    maxLength: 100,
    needs: ['OIDC_ISSUER'],
    description:
      'The claim that names the account. `email` is ignored if the issuer says that it is not verified. Use another claim, such as preferred_username, only if people cannot choose its value themselves.',
  }),
  OIDC_DOMAIN: Type.String({
    default: '',
    needs: ['OIDC_ISSUER'],
    description: 'The domain of the account if the claim has none; without this setting such a token is refused.',
  }),
  OIDC_SCOPES: Type.Refine(
    Type.String({
      default: '',
      needs: ['OIDC_ISSUER'],
      description:
        'Scopes that a token needs, by protocol: imap=mail.read,pop3=mail.read,smtp=mail.send,jmap=mail. A protocol that is not listed needs no scope.',
    }),
    (text) => scopesFault(text) === undefined,
    (text) => scopesFault(text) ?? '',
  ),
  OIDC_CLIENT_ID: Type.String({
    default: '',
    needs: ['OIDC_ISSUER', 'OIDC_CLIENT_SECRET'],
    description:
      'The client id of this platform at the issuer; with it the issuer is asked about tokens (introspection, RFC 7662).',
  }),
  OIDC_CLIENT_SECRET: Type.String({
    default: '',
    needs: ['OIDC_CLIENT_ID'],
    description: 'The client secret for OIDC_CLIENT_ID.',
  }),
  OIDC_INTROSPECT: Type.Union([Type.Literal('opaque'), Type.Literal('all', { needs: ['OIDC_CLIENT_ID'] })], {
    default: 'opaque',
    description:
      'Which tokens the issuer is asked about: only those that nobody else can read, or all, so that a revoked token is refused within OIDC_REMEMBER_SECONDS.',
  }),
  OIDC_REMEMBER_SECONDS: Type.Integer({
    default: 60,
    minimum: 0,
    maximum: 3_600,
    description: 'For how long a valid token is not checked again; never longer than it is valid.',
  }),
  OIDC_TIMEOUT_SECONDS: Type.Number({
    default: 5,
    minimum: 0.1,
    maximum: 30,
    description: 'How long the issuer may take to answer. If it does not answer, programs are told to try again later.',
  }),
  OIDC_PAUSE_SECONDS: Type.Number({
    default: 10,
    minimum: 0,
    maximum: 600,
    description:
      'How long the issuer is not asked again for its documents and keys, even if a token names an unknown key or the issuer did not answer.',
  }),
  OIDC_SESSION_HOURS: Type.Number({
    default: 24,
    minimum: 0.1,
    maximum: 720,
    description:
      'The longest time of a session that began with a token of the issuer, because the issuer does not tell when the token is revoked; suspending the account ends the session at once.',
  }),
};

/** The values of issuerConfig. */
export interface IssuerConfig {
  readonly OIDC_ISSUER: string;
  readonly OIDC_AUDIENCE: string;
  readonly OIDC_CA_FILE?: string;
  readonly OIDC_CLAIM: string;
  readonly OIDC_DOMAIN: string;
  readonly OIDC_SCOPES: string;
  readonly OIDC_CLIENT_ID: string;
  readonly OIDC_CLIENT_SECRET: string;
  readonly OIDC_INTROSPECT: 'opaque' | 'all';
  readonly OIDC_REMEMBER_SECONDS: number;
  readonly OIDC_TIMEOUT_SECONDS: number;
  readonly OIDC_PAUSE_SECONDS: number;
  readonly OIDC_SESSION_HOURS: number;
}
