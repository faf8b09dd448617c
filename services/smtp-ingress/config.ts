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
  SMTP_PORT: portConfig(2525, 'Mail from other servers, for our domains; 0 is none.'),
  SUBMISSION_PORT: portConfig(2587, 'Mail from our users, STARTTLS; 0 is none.'),
  SUBMISSIONS_PORT: portConfig(2465, 'Mail from our users, TLS from the start; 0 is none.', {
    needs: ['TLS_CERT_FILE|CERTIFICATE_SECRET'],
  }),
  LMTP_PORT: portConfig(0, 'Mail from servers of our own, for our domains, by LMTP (RFC 2033); 0 is none.'),
  LMTP_FROM: addressRanges(
    'Addresses and ranges of those servers, 10.0.0.5,10.1.0.0/16. They are believed to have looked at what they bring: it is not asked who sent it, nor whether it is spam by POLICY.',
  ),
  MAX_MESSAGE_BYTES: Type.Integer({
    default: 50 * 1024 * 1024,
    minimum: 65_536,
    description: 'Octets of a message at most (SIZE, RFC 1870).',
  }),
  MAX_HEADER_BYTES: Type.Integer({
    default: 1024 * 1024,
    minimum: 65_536,
    description: 'Octets of the header of a message at most.',
  }),
  SMTP_IDLE_SECONDS: Type.Integer({
    default: 300,
    minimum: 10,
    description: 'Silence after which a client is let go (RFC 5321 4.5.3.2.7).',
  }),
  SMTP_START_SECONDS: Type.Integer({
    default: 600,
    minimum: 10,
    description:
      'How long a client may take from the greeting to its login, or on the port for other servers to its first accepted mail. Time in DATA does not count.',
  }),
  SMTP_LINE_SECONDS: Type.Integer({
    default: 60,
    minimum: 5,
    description: 'How long a command may take from its first octet to its line end.',
  }),
  SMTP_DATA_SECONDS: Type.Integer({
    default: 3600,
    minimum: 60,
    description: 'How long the octets of a message may take.',
  }),
  SMTP_MAX_ERRORS: Type.Integer({
    default: 20,
    minimum: 5,
    description:
      'Refused commands, recipients and logins of a client since its last accepted mail at which it is let go (421); from the half on each is answered late.',
  }),
  SMTP_ERROR_DELAY_MS: Type.Integer({
    default: 1000,
    minimum: 0,
    description: 'How late that is, milliseconds.',
  }),
  XCLIENT_FROM: addressRanges(
    'Addresses and ranges of SMTP proxies, 10.0.0.5,10.1.0.0/16, that may say by XCLIENT for which client they speak, its login too: whoever connects from there can be anybody.',
  ),
  XFORWARD_FROM: addressRanges(
    'Addresses and ranges of content filters that may say by XFORWARD from which client they have a mail, for its trace alone.',
  ),
  MT_PRIORITY_FROM: addressRanges(
    'Addresses and ranges of servers, 10.0.0.5,10.1.0.0/16, that may say how urgent a mail is (MT-PRIORITY, RFC 6710) on the port for other servers.',
  ),
  MT_PRIORITY_MAX: Type.Integer({
    default: 0,
    minimum: 0,
    maximum: 9,
    description:
      'How urgent the mail of our users may be at most (MT-PRIORITY, RFC 6710): from 1 on it goes before that of all others to the same domain. What asks for more gets this.',
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
