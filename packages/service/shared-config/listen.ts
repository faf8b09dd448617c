import Type from 'typebox';
import { addressRanges } from './kinds.ts';

/** Settings of services that order certificates or show them. */
export const certificateConfig = {
  CERTIFICATE_SECRET: Type.Optional(
    Type.String({
      minLength: 32,
      description:
        'The secret that encrypts the private keys of ACME certificates in the database: 32 random octets or more, openssl rand -base64 32, the same for mailbox-store, smtp-ingress, imap-access, pop3-access and web-access. Without it those certificates are not used.',
    }),
  ),
};

export const listenConfig = {
  TOKEN_LOGIN: Type.Union([Type.Literal('off'), Type.Literal('on')], {
    default: 'off',
    description:
      'OAUTHBEARER and XOAUTH2 in SMTP, IMAP and POP3, with the access tokens that programs get from web-access (/oauth/token). JMAP always accepts them.',
  }),
  BIND: Type.String({ default: '127.0.0.1', description: 'The address on which ports are opened; :: for all.' }),
  MAIL_HOSTNAME: Type.String({
    default: 'localhost',
    description: 'The host name of this platform in greetings and trace header fields.',
  }),
  TLS_CERT_FILE: Type.Optional(
    Type.String({
      file: true,
      needs: ['TLS_KEY_FILE'],
      description: 'PEM certificate chain. Without it there is no TLS.',
    }),
  ),
  TLS_KEY_FILE: Type.Optional(
    Type.String({ file: true, needs: ['TLS_CERT_FILE'], description: 'PEM private key of the certificate.' }),
  ),
  ...certificateConfig,
  TLS_CERT_DIR: Type.Optional(
    Type.String({
      needs: ['TLS_CERT_FILE'],
      description:
        'A folder of folders, each with one more certificate for clients that ask for a name in it (SNI): tls.crt and tls.key as in Kubernetes, or fullchain.pem and privkey.pem as in /etc/letsencrypt/live. Clients that ask for no name in it get TLS_CERT_FILE.',
    }),
  ),
  TLS_CLIENT_CA_FILE: Type.Optional(
    Type.String({
      file: true,
      needs: ['TLS_CERT_FILE'],
      description:
        'PEM certificates of the authorities that sign the certificates of clients. With it the ports for users ask for a client certificate, and EXTERNAL logs in by the mail address in it (rfc822Name), without a password.',
    }),
  ),
  TLS_TICKET_SECRET: Type.Optional(
    Type.String({
      minLength: 32,
      needs: ['TLS_CERT_FILE|CERTIFICATE_SECRET'],
      description:
        'With this secret each replica can resume the TLS sessions of the others: 32 random octets or more, openssl rand -base64 32. The keys of each day are derived from it. Without it each process resumes only its own sessions.',
    }),
  ),
  MAX_CONNECTIONS: Type.Integer({
    default: 10_000,
    minimum: 1,
    description: 'The most connections at the same time, in total.',
  }),
  MAX_CONNECTIONS_PER_ADDRESS: Type.Integer({
    default: 100,
    minimum: 1,
    description: 'The most connections at the same time from one address (IPv6: one /64).',
  }),
  PROXY_PROTOCOL_FROM: addressRanges(
    'Addresses and ranges of load balancers, such as 10.0.0.5,10.1.0.0/16. Connections from there must begin with a PROXY header (version 1 or 2); from all others it is not accepted.',
  ),
};

export const httpConfig = {
  HTTP_PROXIES: addressRanges(
    'Addresses and ranges of HTTP proxies, such as an ingress controller: the address in X-Forwarded-For of their requests is taken as the client.',
  ),
};
