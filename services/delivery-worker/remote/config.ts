import { dnsConfig } from '@postroom/dns';
import { addressRanges } from '@postroom/service';
import Type from 'typebox';

/** The environment variables for mail to other domains. */
export const remoteConfig = {
  OUTBOUND_PORT: Type.Integer({
    default: 25,
    minimum: 1,
    maximum: 65535,
    description: 'Port of the mail servers of other domains.',
  }),
  OUTBOUND_TLS: Type.Union(
    ['never', 'opportunistic', 'required'].map((policy) => Type.Literal(policy)),
    { default: 'opportunistic', description: 'Whether STARTTLS is used with the mail servers of other domains.' },
  ),
  OUTBOUND_TLS_POLICIES: Type.Union([Type.Literal('enforce'), Type.Literal('off')], {
    default: 'enforce',
    description:
      'Whether mail waits if a server does not fulfil the TLS policy of its domain (DANE, MTA-STS). With SMARTHOST or OUTBOUND_TLS=never no policies are looked up.',
  }),
  OUTBOUND_CONNECTIONS: Type.Integer({
    default: 10,
    minimum: 1,
    description:
      'The most connections to one destination (or the smarthost) at the same time, for all workers together.',
  }),
  OUTBOUND_IPV6: Type.Union([Type.Literal('on'), Type.Literal('off')], {
    default: 'on',
    description:
      'Whether mail servers of other domains are tried by IPv6: off where this host has none, or no reverse name for its address. Where IPv6 does not work, IPv4 is tried first after a few failures.',
  }),
  LEASE_SECONDS: Type.Integer({
    default: 30,
    minimum: 3,
    maximum: 3600,
    description:
      'How long a worker keeps its deliveries without a sign of life (two thirds of it: its connections to a destination; a third: its jobs). After that other workers take over the work of one that died.',
  }),
  ...dnsConfig,
  OUTBOUND_INTERNAL_RANGES: addressRanges(
    'Addresses and ranges, 10.1.0.0/16,fd00:1::/48, to which mail may go although they are not public. To all other loopback, private, link-local and own addresses no mail is sent, whatever the DNS of a domain says. Not needed for SMARTHOST.',
  ),
  SMARTHOST: Type.String({
    default: '',
    pattern: '^$|^(\\[[0-9a-fA-F:.]+\\]|[^:\\s]+):[0-9]+$',
    description: 'host:port of a server to which all outgoing mail is sent, instead of the servers of its domains.',
  }),
  SMARTHOST_TLS: Type.Union(
    ['never', 'opportunistic', 'required', 'implicit'].map((policy) => Type.Literal(policy)),
    {
      default: 'required',
      description: 'How TLS is used with the smarthost; required and implicit check its certificate.',
    },
  ),
  SMARTHOST_USERNAME: Type.String({
    default: '',
    needs: ['SMARTHOST', 'SMARTHOST_PASSWORD'],
    description: 'The user name for the smarthost, if it needs a login.',
  }),
  SMARTHOST_PASSWORD: Type.String({
    default: '',
    needs: ['SMARTHOST', 'SMARTHOST_USERNAME'],
    description: 'The password for the smarthost; it is never sent without TLS.',
  }),
};
