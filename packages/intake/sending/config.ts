import Type from 'typebox';

const limit = (value: number, what: string) =>
  Type.Integer({ default: value, minimum: 0, maximum: 10_000_000, description: `${what}; 0 is no limit.` });

/** Default limits of what our accounts may send; `postroom sending limit` sets others for an account or a domain. */
export const sendingConfig = {
  SEND_MESSAGES_PER_HOUR: limit(500, 'Messages that an account sends in an hour at most, then it has to wait'),
  SEND_RECIPIENTS_PER_HOUR: limit(2_000, 'Recipients of what an account sends in an hour at most, then it has to wait'),
  SEND_MESSAGES_PER_DAY: limit(
    3_000,
    'Messages of an account in a day; one more and it sends nothing until `postroom sending release`',
  ),
  SEND_RECIPIENTS_PER_DAY: limit(
    10_000,
    'Recipients of what an account sends in a day; one more and it sends nothing until `postroom sending release`',
  ),
  SEND_BOUNCES_PER_DAY: limit(
    200,
    'Recipients to whom mail of an account could not be delivered in a day; from then on it sends nothing until `postroom sending release`',
  ),
};
