import { dnsConfig } from '@postroom/dns';
import { issuerConfig } from '@postroom/issuer';
import {
  databaseConfig,
  listenConfig,
  loginConfig,
  objectStoreConfig,
  portConfig,
  redisConfig,
} from '@postroom/service';
import Type from 'typebox';

export const config = {
  ...databaseConfig,
  ...objectStoreConfig,
  ...redisConfig,
  ...loginConfig,
  ...issuerConfig,
  ...dnsConfig,
  ...listenConfig,
  POP3_PORT: portConfig(2110, 'Port of POP3 with STLS; 0 turns it off.'),
  POP3S_PORT: portConfig(2995, 'Port of POP3 with TLS from the start; 0 turns it off.', {
    needs: ['TLS_CERT_FILE|CERTIFICATE_SECRET'],
  }),
  POP3_IDLE_SECONDS: Type.Integer({
    default: 600,
    minimum: 1,
    description: 'Silence after which a logged-in client is disconnected. RFC 1939 3 asks for at least 10 minutes.',
  }),
  POP3_LOGIN_SECONDS: Type.Integer({
    default: 120,
    minimum: 1,
    description: 'How long a POP3 client may take from the greeting to the login.',
  }),
};
