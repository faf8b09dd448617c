import Type from 'typebox';

/** Settings of services that rewrite reverse-paths or accept reports to them. */
export const srsConfig = {
  SRS_SECRET: Type.Optional(
    Type.String({
      minLength: 32,
      description:
        'The secret that proves that a reverse-path was rewritten here (SRS): 32 random octets or more, openssl rand -base64 32, the same for smtp-ingress and delivery-worker. Several secrets are separated by commas: the first is used, the others are still accepted. Without it forwarded mail keeps its reverse-path.',
    }),
  ),
};
