import { dnsConfig } from '@postroom/dns';
import { issuerConfig } from '@postroom/issuer';
import { databaseConfig, listenConfig, loginConfig, objectStoreConfig, redisConfig } from '@postroom/service';
import Type from 'typebox';

const port = { minimum: 0, maximum: 65535 };

export const config = {
  ...databaseConfig,
  ...objectStoreConfig,
  ...redisConfig,
  ...loginConfig,
  ...issuerConfig,
  ...dnsConfig,
  ...listenConfig,
  POP3_PORT: Type.Integer({ ...port, default: 2110, description: 'POP3, with STLS; 0 is none.' }),
  POP3S_PORT: Type.Integer({
    ...port,
    default: 2995,
    needs: ['TLS_CERT_FILE|CERTIFICATE_SECRET'],
    description: 'POP3, TLS from the start; 0 is none.',
  }),
  POP3_IDLE_SECONDS: Type.Integer({
    default: 600,
    minimum: 1,
    description: 'Silence after which a logged-in client is let go. RFC 1939 3 asks for 10 minutes at least.',
  }),
  POP3_LOGIN_SECONDS: Type.Integer({
    default: 120,
    minimum: 1,
    description: 'How long a POP3 client may take to log in, from the greeting on.',
  }),
};
