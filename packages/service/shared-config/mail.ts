import Type from 'typebox';

/** Settings of the filter that learns from messages that people move into and out of Junk. */
export const filterConfig = {
  FILTER: Type.Union(
    ['off', 'own', 'shared'].map((mode) => Type.Literal(mode)),
    {
      default: 'shared',
      description:
        'The statistical filter, the same for mailbox-store and delivery-worker: off; each account learns from the mail that it moves into Junk and out of it; or all accounts learn from each other, too.',
    },
  ),
};

/** Settings of reports to other domains, on mail in their name and on TLS with their servers. */
export const reportsConfig = {
  SEND_REPORTS: Type.Union([Type.Literal('on'), Type.Literal('off')], {
    default: 'on',
    description:
      'Whether domains that ask for reports get them daily: on DMARC results of mail in their name (RFC 9990), and on TLS with their servers (RFC 8460); the same for smtp-ingress, delivery-worker and mailbox-store. It needs DKIM keys of the domain of REPORT_CONTACT.',
  }),
};

/** Settings of sharing, for all protocols. */
export const sharingConfig = {
  SHARE_WITH: Type.Union([Type.Literal('domain'), Type.Literal('everybody')], {
    default: 'domain',
    description:
      'With whom people can share mailboxes (JMAP principals, identifiers of ACL in IMAP): the accounts and groups of their own domain, or those of all domains. The same holds for the members of a group.',
  }),
  SHARED_SEEN: Type.Union([Type.Literal('each'), Type.Literal('all')], {
    default: 'each',
    description:
      'Whether each reader of a shared mailbox has a \\Seen of their own for its messages, or all share one. The same for imap-access and web-access.',
  }),
};
