import Type from 'typebox';

/** The scanners that are asked about a message before it is accepted (docs/decisions/0009-scanning-before-the-250.md). */
export const scanningConfig = {
  RSPAMD_URL: Type.String({
    default: '',
    pattern: '^$|^https?://',
    description:
      'Messages are shown to this rspamd before they are accepted: http://rspamd:11333. Without it, to none.',
  }),
  RSPAMD_PASSWORD: Type.String({
    default: '',
    needs: ['RSPAMD_URL'],
    description: 'The password of that rspamd, where it wants one.',
  }),
  CLAMD_ADDRESS: Type.String({
    default: '',
    pattern: '^$|^([^\\s:\\[\\]]+|\\[[0-9A-Fa-f:.]+\\]):[0-9]{1,5}$',
    description: 'Messages are shown to this clamd before they are accepted: clamav:3310. Without it, to none.',
  }),
  SCAN_SECONDS: Type.Integer({
    default: 30,
    minimum: 1,
    maximum: 300,
    description: 'What a scanner gets for a message, its connection and the wait for its turn included.',
  }),
  SCAN_MAX_BYTES: Type.Integer({
    default: 25_000_000,
    minimum: 65_536,
    description:
      'Larger messages are accepted unscanned. Neither StreamMaxLength of clamd nor max_message of rspamd may be lower.',
  }),
  SCAN_CONCURRENCY: Type.Integer({
    default: 32,
    minimum: 1,
    maximum: 1000,
    description: 'Messages that one process shows to one scanner at once.',
  }),
  SCAN_VIRUS: Type.Union([Type.Literal('reject'), Type.Literal('quarantine')], {
    default: 'reject',
    description:
      'What becomes of mail from other servers in which clamd finds a virus: it is refused, or kept apart until an operator releases or deletes it (postroom quarantine). What our own users send is refused.',
  }),
  SCAN_FAILURE: Type.Union([Type.Literal('accept'), Type.Literal('defer')], {
    default: 'accept',
    description: 'When a scanner does not answer: take the mail unscanned, or ask its sender to come again (451).',
  }),
};
