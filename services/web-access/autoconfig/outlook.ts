import type { PublicServer } from '@postroom/service';
import { type Xml, xml } from './xml.ts';

/** The only supported format: settings of mail servers. The other formats are for Exchange. */
const SETTINGS = '/autodiscover/outlook/responseschema/2006a';

const TYPES = { imap: 'IMAP', pop3: 'POP3', submission: 'SMTP' } as const;

/** The error messages by code (MS-OXDSCLI 2.2.4.1.1.3). */
const ERRORS = { 600: 'Invalid Request', 601: 'Provider is not available' } as const;

/** Whether a program that asks for this format can use what `outlookSettings` says. */
export function isForSettings(schema: string | undefined): boolean {
  return schema?.endsWith(SETTINGS) ?? true;
}

/** Returns the Autodiscover response with the settings of an account (MS-OXDSCLI 2.2.4): the best server of each protocol. */
export function outlookSettings(address: string, servers: readonly PublicServer[]): Xml {
  const best = servers.filter(
    (server, index) => servers.findIndex(({ protocol }) => protocol === server.protocol) === index,
  );
  return xml`<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">
  <Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a">
    <User>
      <DisplayName>${address}</DisplayName>
    </User>
    <Account>
      <AccountType>email</AccountType>
      <Action>settings</Action>${best.map((server) => protocolOf(server, address))}
    </Account>
  </Response>
</Autodiscover>
`;
}

/** MS-OXDSCLI 2.2.4.1.1.2.10. Encryption is more exact than SSL, which old versions read. */
function protocolOf({ protocol, tls, host, port }: PublicServer, address: string): Xml {
  const sending = xml`
        <UsePOPAuth>off</UsePOPAuth>
        <SMTPLast>off</SMTPLast>`;
  return xml`
      <Protocol>
        <Type>${TYPES[protocol]}</Type>
        <Server>${host}</Server>
        <Port>${port}</Port>
        <DomainRequired>off</DomainRequired>
        <LoginName>${address}</LoginName>
        <SPA>off</SPA>
        <SSL>on</SSL>
        <Encryption>${tls === 'implicit' ? 'SSL' : 'TLS'}</Encryption>
        <AuthRequired>on</AuthRequired>${protocol === 'submission' ? sending : ''}
      </Protocol>`;
}

/** Returns the response to a request that is malformed (600), or asks for a format that is not supported (601). */
export function outlookError(code: keyof typeof ERRORS, now = new Date()): Xml {
  return xml`<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">
  <Response>
    <Error Time="${now.toISOString().slice(11, 23)}" Id="0">
      <ErrorCode>${code}</ErrorCode>
      <Message>${ERRORS[code]}</Message>
      <DebugData />
    </Error>
  </Response>
</Autodiscover>
`;
}
