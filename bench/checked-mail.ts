import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keyRecord, newDkimKey, readPrivateKey, signatureFields } from '@postroom/sender-auth/dkim';
import { startDns } from '@postroom/testkit';
import { typicalMessage } from './fill.ts';

const DOMAIN = 'elsewhere.test';
const SERVER = `mail.${DOMAIN}`;

export interface CheckedMail extends AsyncDisposable {
  /** The file of a message with an RSA-2048 signature and without Message-ID, so that its copies form no thread. */
  readonly file: string;
  /** The HELO name of its server. */
  readonly helo: string;
  /** Settings that make Postroom check mail from this machine like that of strangers. */
  readonly settings: Record<string, string>;
}

/** Starts a test internet in which `elsewhere.test` signs its mail, sends it from here (SPF), and wants other mail refused (DMARC). */
export async function startCheckedMail(folder: string): Promise<CheckedMail> {
  const key = await newDkimKey('rsa-sha256');
  const dns = await startDns({
    [DOMAIN]: { MX: [[10, SERVER]], TXT: ['v=spf1 ip4:127.0.0.1 -all'] },
    [SERVER]: { A: ['127.0.0.1'] },
    [`_dmarc.${DOMAIN}`]: { TXT: ['v=DMARC1; p=reject'] },
    [`one._domainkey.${DOMAIN}`]: { TXT: [keyRecord(key)] },
    '1.0.0.127.in-addr.arpa': { PTR: [SERVER] },
  });
  const message = Buffer.from(typicalMessage(1).replace(/^Message-ID: .*\r\n/m, ''));
  const end = message.indexOf('\r\n\r\n') + 4;
  const [header, body] = [message.subarray(0, end), message.subarray(end)];
  const privateKey = readPrivateKey(key.privateKey);
  const signature = await signatureFields(
    { header, body: whole(body) },
    [{ domain: DOMAIN, selector: 'one', algorithm: 'rsa-sha256', privateKey }],
    new Date(),
  );
  const file = join(folder, 'signed.eml');
  // smtp-source writes the line ends itself.
  await writeFile(file, `${signature}${message}`.replaceAll('\r\n', '\n'));
  return {
    file,
    helo: SERVER,
    settings: {
      SENDER_AUTH_PRIVATE: 'ask',
      DNS_SERVERS: dns.address,
      // One network stands for many, so network limits are off.
      POLICY_NETWORK_MAILS: '0',
      POLICY_NETWORK_RECIPIENTS: '0',
    },
    [Symbol.asyncDispose]: () => dns[Symbol.asyncDispose](),
  };
}

async function* whole(body: Buffer): AsyncGenerator<Buffer> {
  yield body;
}
