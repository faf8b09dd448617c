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
    { default: 'opportunistic', description: 'STARTTLS with the mail servers of other domains.' },
  ),
  OUTBOUND_TLS_POLICIES: Type.Union([Type.Literal('enforce'), Type.Literal('off')], {
    default: 'enforce',
    description:
      'Whether mail waits where a server does not do what its domain says of TLS (DANE, MTA-STS). Nothing is asked of the domain with SMARTHOST or OUTBOUND_TLS=never.',
  }),
  OUTBOUND_CONNECTIONS: Type.Integer({
    default: 10,
    minimum: 1,
    description: 'Connections to one destination (or the smarthost) at once, over all workers.',
  }),
  LEASE_SECONDS: Type.Integer({
    default: 30,
    minimum: 3,
    maximum: 3600,
    description:
      'How long the deliveries that a worker takes, its connections to a destination (two thirds) and its jobs (a third) are its own without a sign of life. After that others take what a worker that died had.',
  }),
  ...dnsConfig,
  OUTBOUND_INTERNAL_RANGES: addressRanges(
    'Addresses and ranges, 10.1.0.0/16,fd00:1::/48, that mail may go to although they are not of the public network. Without them no domain leads us to loopback, private, link-local or our own addresses. Not needed for SMARTHOST.',
  ),
  SMARTHOST: Type.String({
    default: '',
    pattern: '^$|^(\\[[0-9a-fA-F:.]+\\]|[^:\\s]+):[0-9]+$',
    description: 'host:port of a server that takes all outgoing mail, instead of the servers of its domains.',
  }),
  SMARTHOST_TLS: Type.Union(
    ['never', 'opportunistic', 'required', 'implicit'].map((policy) => Type.Literal(policy)),
    { default: 'required', description: 'TLS with the smarthost; required and implicit check its certificate.' },
  ),
  SMARTHOST_USERNAME: Type.String({
    default: '',
    needs: ['SMARTHOST', 'SMARTHOST_PASSWORD'],
    description: 'Login at the smarthost, where it wants one.',
  }),
  SMARTHOST_PASSWORD: Type.String({
    default: '',
    needs: ['SMARTHOST', 'SMARTHOST_USERNAME'],
    description: 'Its password; never sent without TLS.',
  }),
};
