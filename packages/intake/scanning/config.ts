import Type from 'typebox';

/** The scanners that are asked about a message before it is accepted (docs/decisions/0009-scanning-before-the-250.md). */
export const scanningConfig = {
  RSPAMD_URL: Type.String({
    default: '',
    pattern: '^$|^https?://',
    description:
      'The rspamd that checks messages before they are accepted: http://rspamd:11333. Without it rspamd is not used.',
  }),
  RSPAMD_PASSWORD: Type.String({
    default: '',
    needs: ['RSPAMD_URL'],
    description: 'The password of that rspamd, if it needs one.',
  }),
  CLAMD_ADDRESS: Type.String({
    default: '',
    pattern: '^$|^([^\\s:\\[\\]]+|\\[[0-9A-Fa-f:.]+\\]):[0-9]{1,5}$',
    description: 'The clamd that checks messages before they are accepted: clamav:3310. Without it clamd is not used.',
  }),
  SCAN_SECONDS: Type.Integer({
    default: 30,
    minimum: 1,
    maximum: 300,
    description: 'How long a scanner may take for a message, including the connection and the wait for its turn.',
  }),
  SCAN_MAX_BYTES: Type.Integer({
    default: 25_000_000,
    minimum: 65_536,
    description:
      'Larger messages are accepted without a scan. StreamMaxLength of clamd and max_message of rspamd must not be lower.',
  }),
  SCAN_CONCURRENCY: Type.Integer({
    default: 32,
    minimum: 1,
    maximum: 1000,
    description: 'How many messages one process sends to one scanner at the same time.',
  }),
  SCAN_VIRUS: Type.Union([Type.Literal('reject'), Type.Literal('quarantine')], {
    default: 'reject',
    description:
      'What happens to mail from other servers in which clamd finds a virus: it is refused, or stays in quarantine until an operator releases or deletes it (postroom quarantine). Mail of our own users is always refused.',
  }),
  SCAN_FAILURE: Type.Union([Type.Literal('accept'), Type.Literal('defer')], {
    default: 'accept',
    description:
      'What happens when a scanner does not answer: accept the mail unscanned, or ask the sender to try again later (451).',
  }),
};
