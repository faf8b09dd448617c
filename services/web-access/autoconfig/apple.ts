import { createHash } from 'node:crypto';
import type { PublicServer } from '@postroom/service';
import { type Xml, xml } from './xml.ts';

/**
 * Returns a configuration profile for the mail of iPhones, iPads and Macs (Apple, Device Management, Mail); undefined without a server for
 * reading or for sending. The same address gets the same identifiers, so that a profile that is installed again replaces the old one.
 */
export function mobileConfig(address: string, servers: readonly PublicServer[]): Xml | undefined {
  const incoming = servers.find(({ protocol }) => protocol !== 'submission');
  const outgoing = servers.find(({ protocol }) => protocol === 'submission');
  if (!incoming || !outgoing) return undefined;
  const [profile, account] = [stableUuid(`profile ${address}`), stableUuid(`account ${address}`)];
  return xml`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>PayloadContent</key>
  <array>
    <dict>
      <key>PayloadType</key><string>com.apple.mail.managed</string>
      <key>PayloadVersion</key><integer>1</integer>
      <key>PayloadIdentifier</key><string>postroom.${profile}.mail</string>
      <key>PayloadUUID</key><string>${account}</string>
      <key>PayloadDisplayName</key><string>${address}</string>
      <key>EmailAccountDescription</key><string>${address}</string>
      <key>EmailAccountType</key><string>${incoming.protocol === 'imap' ? 'EmailTypeIMAP' : 'EmailTypePOP'}</string>
      <key>EmailAddress</key><string>${address}</string>${side('Incoming', incoming, address)}${side('Outgoing', outgoing, address)}
      <key>OutgoingPasswordSameAsIncomingPassword</key><true/>
    </dict>
  </array>
  <key>PayloadType</key><string>Configuration</string>
  <key>PayloadVersion</key><integer>1</integer>
  <key>PayloadIdentifier</key><string>postroom.${profile}</string>
  <key>PayloadUUID</key><string>${profile}</string>
  <key>PayloadDisplayName</key><string>${address}</string>
  <key>PayloadDescription</key><string>Mail of ${address}</string>
</dict>
</plist>
`;
}

/** UseSSL stands for STARTTLS, too: the port decides. */
function side(name: 'Incoming' | 'Outgoing', { host, port }: PublicServer, address: string): Xml {
  return xml`
      <key>${name}MailServerAuthentication</key><string>EmailAuthPassword</string>
      <key>${name}MailServerHostName</key><string>${host}</string>
      <key>${name}MailServerPortNumber</key><integer>${port}</integer>
      <key>${name}MailServerUseSSL</key><true/>
      <key>${name}MailServerUsername</key><string>${address}</string>`;
}

/** Returns a UUID made from a hash of the name (RFC 9562 5.8). */
function stableUuid(name: string): string {
  const octets = createHash('sha256').update(`postroom ${name}`).digest().subarray(0, 16);
  octets[6] = ((octets[6] ?? 0) & 0x0f) | 0x80;
  octets[8] = ((octets[8] ?? 0) & 0x3f) | 0x80;
  return octets
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
    .toUpperCase();
}
