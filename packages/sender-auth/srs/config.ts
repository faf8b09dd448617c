import Type from 'typebox';

/** Settings of services that rewrite reverse-paths or accept reports to them. */
export const srsConfig = {
  SRS_SECRET: Type.Optional(
    Type.String({
      minLength: 32,
      description:
        'What proves that a reverse-path was rewritten here (SRS): 32 random octets or more, openssl rand -base64 32, the same for smtp-ingress and delivery-worker. Several, with commas between them: the first is used, the others are still known. Without it mail is passed on with the reverse-path that it came with.',
    }),
  ),
};
