import Type from 'typebox';

const limit = (value: number, what: string) =>
  Type.Integer({ default: value, minimum: 0, maximum: 10_000_000, description: `${what}; 0 is no limit.` });

/** Default limits of what our accounts may send; `postroom sending limit` sets others for an account or a domain. */
export const sendingConfig = {
  SEND_MESSAGES_PER_HOUR: limit(
    500,
    'The most messages that an account may send in an hour; further ones are deferred',
  ),
  SEND_RECIPIENTS_PER_HOUR: limit(
    2_000,
    'The most recipients that an account may send to in an hour; further ones are deferred',
  ),
  SEND_MESSAGES_PER_DAY: limit(
    3_000,
    'The most messages that an account may send in a day; with one more it is blocked from sending until `postroom sending release`',
  ),
  SEND_RECIPIENTS_PER_DAY: limit(
    10_000,
    'The most recipients that an account may send to in a day; with one more it is blocked from sending until `postroom sending release`',
  ),
  SEND_BOUNCES_PER_DAY: limit(
    200,
    'After this many recipients whose mail bounced in a day the account is blocked from sending until `postroom sending release`',
  ),
};
