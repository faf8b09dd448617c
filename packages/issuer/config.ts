import Type from 'typebox';
import { scopesFault } from './scopes.ts';

/** Settings of the operator's own identity provider, whose access tokens replace passwords. */
export const issuerConfig = {
  OIDC_ISSUER: Type.String({
    default: '',
    pattern: '^$|^https?://[^/\\s?#@]+(/[^\\s?#]*)?$',
    needs: ['OIDC_AUDIENCE'],
    description:
      'An OpenID issuer whose access tokens log in by OAUTHBEARER and XOAUTH2 (SMTP, IMAP, POP3) and as Bearer (JMAP), as it writes itself: https://login.example.org/realms/staff. It may be of your own network, and speak plain HTTP there.',
  }),
  OIDC_AUDIENCE: Type.String({
    default: '',
    needs: ['OIDC_ISSUER'],
    description: 'What has to stand in `aud` of a token: the name under which the issuer knows this platform.',
  }),
  OIDC_CA_FILE: Type.Optional(
    Type.String({
      file: true,
      needs: ['OIDC_ISSUER'],
      description: 'PEM certificates of the authorities that stand for the issuer, instead of those that Node knows.',
    }),
  ),
  OIDC_CLAIM: Type.String({
    default: 'email',
    minLength: 1,
    maxLength: 100,
    needs: ['OIDC_ISSUER'],
    description:
      'The claim that names the account. `email` does not count where the issuer says that it is not verified. Another one, preferred_username, has to be one that people cannot choose themselves.',
  }),
  OIDC_DOMAIN: Type.String({
    default: '',
    needs: ['OIDC_ISSUER'],
    description: 'The domain of an account that the claim names without one; without this such a token is refused.',
  }),
  OIDC_SCOPES: Type.Refine(
    Type.String({
      default: '',
      needs: ['OIDC_ISSUER'],
      description:
        'Scopes that a token needs, by protocol: imap=mail.read,pop3=mail.read,smtp=mail.send,jmap=mail. None for a protocol that is not there.',
    }),
    (text) => scopesFault(text) === undefined,
    (text) => scopesFault(text) ?? '',
  ),
  OIDC_CLIENT_ID: Type.String({
    default: '',
    needs: ['OIDC_ISSUER', 'OIDC_CLIENT_SECRET'],
    description: 'Who we are at the issuer, which is then asked about tokens (introspection, RFC 7662).',
  }),
  OIDC_CLIENT_SECRET: Type.String({
    default: '',
    needs: ['OIDC_CLIENT_ID'],
    description: 'The secret of that client.',
  }),
  OIDC_INTROSPECT: Type.Union([Type.Literal('opaque'), Type.Literal('all', { needs: ['OIDC_CLIENT_ID'] })], {
    default: 'opaque',
    description:
      'Which tokens the issuer is asked about: those that nobody else can read, or all, so that one that it revoked is refused within OIDC_REMEMBER_SECONDS.',
  }),
  OIDC_REMEMBER_SECONDS: Type.Integer({
    default: 60,
    minimum: 0,
    maximum: 3_600,
    description: 'For how long a token that was found good is not looked at again; never beyond its end.',
  }),
  OIDC_TIMEOUT_SECONDS: Type.Number({
    default: 5,
    minimum: 0.1,
    maximum: 30,
    description: 'How long the issuer may take. When it is away, programs are told to try again later.',
  }),
  OIDC_PAUSE_SECONDS: Type.Number({
    default: 10,
    minimum: 0,
    maximum: 600,
    description:
      'How long nobody asks the issuer again for its documents and keys, whoever comes with a key that is not known, or when it did not answer.',
  }),
  OIDC_SESSION_HOURS: Type.Number({
    default: 24,
    minimum: 0.1,
    maximum: 720,
    description:
      'How long a session goes on that was begun with a token of the issuer, which we do not hear of again; a suspension ends it at once.',
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
