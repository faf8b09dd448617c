import type { PublicServer } from '@postroom/service';
import { normaliseDomain } from '@postroom/smtp';
import { type Xml, xml } from './xml.ts';

/**
 * Returns the settings that Thunderbird and many other programs read (draft-ietf-mailmaint-autoconfig, version 1.1 of the format).
 * They are the same for all addresses of a domain: the program puts in the address itself.
 */
export function clientConfig(domain: string, servers: readonly PublicServer[]): Xml {
  const name = normaliseDomain(domain) ?? domain;
  return xml`<?xml version="1.0" encoding="UTF-8"?>
<clientConfig version="1.1">
  <emailProvider id="${name}">
    <domain>${name}</domain>
    <displayName>${domain}</displayName>
    <displayShortName>${domain}</displayShortName>${servers.map(server)}
  </emailProvider>
</clientConfig>
`;
}

function server({ protocol, tls, host, port }: PublicServer): Xml {
  const body = xml`
      <hostname>${host}</hostname>
      <port>${port}</port>
      <socketType>${tls === 'implicit' ? 'SSL' : 'STARTTLS'}</socketType>
      <authentication>password-cleartext</authentication>
      <username>%EMAILADDRESS%</username>`;
  if (protocol === 'submission') {
    return xml`
    <outgoingServer type="smtp">${body}
    </outgoingServer>`;
  }
  return xml`
    <incomingServer type="${protocol}">${body}
    </incomingServer>`;
}
