import { addressRanges } from '@postroom/service';
import Type from 'typebox';

/** How the senders of mail from other servers are checked (docs/decisions/0070-believing-senders.md). */
export const authenticationConfig = {
  SENDER_AUTH: Type.Union(
    ['off', 'mark', 'enforce'].map((mode) => Type.Literal(mode)),
    {
      default: 'enforce',
      description:
        'SPF, DKIM, DMARC and ARC of mail from other servers: not asked; written into Authentication-Results; or done as the domain of its author asks too (p=reject is refused, p=quarantine filed as junk). Of clients with private addresses: SENDER_AUTH_PRIVATE.',
    },
  ),
  SENDER_AUTH_OWN_DOMAINS: Type.Union(
    ['refuse', 'accept'].map((mode) => Type.Literal(mode)),
    {
      default: 'refuse',
      description:
        'With SENDER_AUTH=enforce: mail from strangers that bears an address of our own domains, and that neither SPF nor DKIM proves, whatever DMARC asks. Domains may want it otherwise: postroom policy set.',
    },
  ),
  SENDER_AUTH_PRIVATE: Type.Union(
    ['exempt', 'ask'].map((mode) => Type.Literal(mode)),
    {
      default: 'exempt',
      description:
        'Mail from clients with loopback and private addresses, of which the domains of the internet say nothing: not asked about, or asked about like all other.',
    },
  ),
  SENDER_AUTH_EXEMPT: addressRanges(
    'Addresses and ranges of servers whose mail is not asked about: relays in front of this one, a second MX, who forwards to it.',
  ),
  SENDER_AUTH_SECONDS: Type.Integer({
    default: 15,
    minimum: 1,
    maximum: 120,
    description:
      'What SPF and the signatures of a message get, and DMARC once more after them; what is not known then is a temporary error.',
  }),
  ARC_TRUSTED: Type.String({
    default: '',
    pattern: '^$|^[^\\s,]+(\\s*,\\s*[^\\s,]+)*$',
    description:
      'Domains, lists.example.org,forwarder.example, that are believed when they seal that a message passed DMARC before they changed it (ARC, RFC 8617).',
  }),
};
