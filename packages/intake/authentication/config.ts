import { addressRanges } from '@postroom/service';
import Type from 'typebox';

/** How the senders of mail from other servers are checked (docs/decisions/0070-believing-senders.md). */
export const authenticationConfig = {
  SENDER_AUTH: Type.Union(
    ['off', 'mark', 'enforce'].map((mode) => Type.Literal(mode)),
    {
      default: 'enforce',
      description:
        'SPF, DKIM, DMARC and ARC of mail from other servers: not checked; written into Authentication-Results; or the policy of the domain of the author is applied, too (p=reject is refused, p=quarantine is filed as junk). For clients with private addresses see SENDER_AUTH_PRIVATE.',
    },
  ),
  SENDER_AUTH_OWN_DOMAINS: Type.Union(
    ['refuse', 'accept'].map((mode) => Type.Literal(mode)),
    {
      default: 'refuse',
      description:
        'With SENDER_AUTH=enforce: what happens to mail from strangers that claims an author of our own domains, and that neither SPF nor DKIM proves, whatever the DMARC policy is. Domains can choose differently: postroom policy set.',
    },
  ),
  SENDER_AUTH_PRIVATE: Type.Union(
    ['exempt', 'ask'].map((mode) => Type.Literal(mode)),
    {
      default: 'exempt',
      description:
        'Whether mail from clients with loopback and private addresses is checked: domains on the internet publish nothing about such addresses.',
    },
  ),
  SENDER_AUTH_EXEMPT: addressRanges(
    'Addresses and ranges of servers whose mail is not checked: relays in front of this one, a second MX, servers that forward to it.',
  ),
  SENDER_AUTH_SECONDS: Type.Integer({
    default: 15,
    minimum: 1,
    maximum: 120,
    description:
      'How long SPF and the signatures of a message may take, and then DMARC again; after that the result is a temporary error.',
  }),
  ARC_TRUSTED: Type.String({
    default: '',
    pattern: '^$|^[^\\s,]+(\\s*,\\s*[^\\s,]+)*$',
    description:
      'Domains, lists.example.org,forwarder.example, whose ARC seal (RFC 8617) is trusted to say that a message passed DMARC before they changed it.',
  }),
};
