import Type from 'typebox';

/** For who orders certificates. */
export const acmeConfig = {
  ACME_DIRECTORY_URL: Type.String({
    default: '',
    pattern: '^$|^https://[^\\s]+$',
    needs: ['ACME_TERMS', 'CERTIFICATE_SECRET'],
    description:
      'The authority from which certificates are ordered (ACME, RFC 8555), https://acme-v02.api.letsencrypt.org/directory; it has to reach web-access at http://NAME/.well-known/acme-challenge/. Without it none are.',
  }),
  ACME_EMAIL: Type.String({
    default: '',
    pattern: '^$|^[^@\\s<>",]+@[^@\\s<>",]+$',
    description: 'To which address the authority may write.',
  }),
  ACME_TERMS: Type.Optional(
    Type.Literal('agreed', { description: 'You agree to the terms of service of the authority: agreed.' }),
  ),
};
