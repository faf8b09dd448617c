import Type from 'typebox';

/** Limits of accepted mail, and the address that reads the postmaster's mail. */
export const intakeConfig = {
  MAX_RECIPIENTS: Type.Integer({ default: 1000, minimum: 100, description: 'The most recipients of a message.' }),
  MAX_DELIVERIES: Type.Integer({
    default: 5000,
    minimum: 1000,
    description:
      'The most deliveries of one message after aliases are resolved; a single recipient is always accepted.',
  }),
  MAX_RECEIVED: Type.Integer({
    default: 50,
    minimum: 10,
    description: 'The most Received fields of a message; more of them mean a mail loop (RFC 5321 6.3).',
  }),
  FILE_GRACE_SECONDS: Type.Integer({
    default: 15,
    minimum: 1,
    maximum: 3600,
    description:
      'How long Redis and the workers have to file mail for our users before mailbox-store hands it over again; mail whose job Redis lost is late by this time.',
  }),
  POSTMASTER: Type.String({
    default: '',
    description:
      'The address that gets mail for postmaster and abuse of a domain that has no such address and names nobody (RFC 5321 4.5.1); without it the first account of the domain gets it.',
  }),
};

/** Limits of mail that waits to be sent later. */
export const heldConfig = {
  MAX_HELD_MAILS: Type.Integer({
    default: 500,
    minimum: 1,
    description: 'The most mails of one account that wait to be sent at a later time.',
  }),
  MAX_HELD_BYTES: Type.Integer({
    default: 512 * 1024 * 1024,
    minimum: 1024,
    description:
      'The most octets of all mails of one account that wait to be sent at a later time; they do not count for its quota.',
  }),
};
