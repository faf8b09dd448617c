import { dnsConfig } from '@postroom/dns';
import { heldConfig, intakeConfig, scanningConfig, sendingConfig } from '@postroom/intake';
import { authenticationConfig } from '@postroom/intake/authentication';
import { issuerConfig } from '@postroom/issuer';
import { policyConfig } from '@postroom/policy';
import { srsConfig } from '@postroom/sender-auth/srs';
import {
  addressRanges,
  databaseConfig,
  listenConfig,
  loginConfig,
  objectStoreConfig,
  portConfig,
  redisConfig,
  reportsConfig,
} from '@postroom/service';
import Type from 'typebox';

export const config = {
  ...databaseConfig,
  ...objectStoreConfig,
  ...redisConfig,
  ...loginConfig,
  ...issuerConfig,
  ...listenConfig,
  ...reportsConfig,
  SMTP_PORT: portConfig(2525, 'Port for mail from other servers to our domains; 0 turns it off.'),
  SUBMISSION_PORT: portConfig(2587, 'Port for mail from our users, with STARTTLS; 0 turns it off.'),
  SUBMISSIONS_PORT: portConfig(2465, 'Port for mail from our users, with TLS from the start; 0 turns it off.', {
    needs: ['TLS_CERT_FILE|CERTIFICATE_SECRET'],
  }),
  LMTP_PORT: portConfig(0, 'Mail from our own servers, for our domains, by LMTP (RFC 2033); 0 is none.'),
  LMTP_FROM: addressRanges(
    'Addresses and ranges of those servers, 10.0.0.5,10.1.0.0/16. Their mail counts as already checked: there is no sender authentication, and POLICY does not check it for spam.',
  ),
  MAX_MESSAGE_BYTES: Type.Integer({
    default: 50 * 1024 * 1024,
    minimum: 65_536,
    description: 'The most octets of a message (SIZE, RFC 1870).',
  }),
  MAX_HEADER_BYTES: Type.Integer({
    default: 1024 * 1024,
    minimum: 65_536,
    description: 'The most octets of the header of a message.',
  }),
  SMTP_IDLE_SECONDS: Type.Integer({
    default: 300,
    minimum: 10,
    description: 'Silence after which a client is disconnected (RFC 5321 4.5.3.2.7).',
  }),
  SMTP_START_SECONDS: Type.Integer({
    default: 600,
    minimum: 10,
    description:
      'How long a client may take from the greeting to its login or, on the port for other servers, to its first accepted message. Time in DATA does not count.',
  }),
  SMTP_LINE_SECONDS: Type.Integer({
    default: 60,
    minimum: 5,
    description: 'How long a client may take to send one command line.',
  }),
  SMTP_DATA_SECONDS: Type.Integer({
    default: 3600,
    minimum: 60,
    description: 'How long a client may take to send a message.',
  }),
  SMTP_MAX_ERRORS: Type.Integer({
    default: 20,
    minimum: 5,
    description:
      'The number of refused commands, recipients and logins since the last accepted mail at which a client is disconnected (421); from half of them on each reply is delayed.',
  }),
  SMTP_ERROR_DELAY_MS: Type.Integer({
    default: 1000,
    minimum: 0,
    description: 'The delay of those replies, in milliseconds.',
  }),
  XCLIENT_FROM: addressRanges(
    'Addresses and ranges of SMTP proxies, 10.0.0.5,10.1.0.0/16, that may tell by XCLIENT which client they speak for, and its login: who connects from there can act as anybody.',
  ),
  XFORWARD_FROM: addressRanges(
    'Addresses and ranges of content filters that may tell by XFORWARD from which client a mail comes; it is only used for the trace.',
  ),
  MT_PRIORITY_FROM: addressRanges(
    'Addresses and ranges of servers, 10.0.0.5,10.1.0.0/16, that may set the priority of a mail (MT-PRIORITY, RFC 6710) on the port for other servers.',
  ),
  MT_PRIORITY_MAX: Type.Integer({
    default: 0,
    minimum: 0,
    maximum: 9,
    description:
      'The highest priority of mail of our users (MT-PRIORITY, RFC 6710): from 1 on it goes before all other mail to the same domain. Mail that asks for more gets this priority.',
  }),
  ...intakeConfig,
  ...heldConfig,
  ...sendingConfig,
  ...scanningConfig,
  ...authenticationConfig,
  ...srsConfig,
  ...policyConfig,
  ...dnsConfig,
};
