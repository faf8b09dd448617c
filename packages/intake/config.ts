import Type from 'typebox';

/** Limits of accepted mail, and the address that reads the postmaster's mail. */
export const intakeConfig = {
  MAX_RECIPIENTS: Type.Integer({ default: 1000, minimum: 100, description: 'Recipients of a message at most.' }),
  MAX_DELIVERIES: Type.Integer({
    default: 5000,
    minimum: 1000,
    description:
      'Places that the recipients of one message lead to at most, after aliases; one recipient is always taken.',
  }),
  MAX_RECEIVED: Type.Integer({
    default: 50,
    minimum: 10,
    description: 'Received fields at most; more is a mail loop (RFC 5321 6.3).',
  }),
  FILE_GRACE_SECONDS: Type.Integer({
    default: 15,
    minimum: 1,
    maximum: 3600,
    description:
      'How long Redis and the workers have to file mail for our users before mailbox-store hands it over again: so late comes what Redis lost.',
  }),
  POSTMASTER: Type.String({
    default: '',
    description:
      'Who reads mail for postmaster and abuse of a domain that has no such address and names nobody (RFC 5321 4.5.1); else its first account.',
  }),
};

/** Limits of mail that waits to be sent later. */
export const heldConfig = {
  MAX_HELD_MAILS: Type.Integer({
    default: 500,
    minimum: 1,
    description: 'Mails of one account that wait to be sent at a later time, at most.',
  }),
  MAX_HELD_BYTES: Type.Integer({
    default: 512 * 1024 * 1024,
    minimum: 1024,
    description:
      'Octets of all mails of one account that wait to be sent at a later time, at most; they are not in its quota.',
  }),
};
