import Type from 'typebox';

/** Settings of services that make DKIM keys or sign with them. */
export const dkimConfig = {
  DKIM_SECRET: Type.Optional(
    Type.String({
      minLength: 32,
      description:
        'The secret that encrypts DKIM keys in the database: 32 random octets or more, openssl rand -base64 32, the same for mailbox-store and delivery-worker. Without it nothing is signed.',
    }),
  ),
};
