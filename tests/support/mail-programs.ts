import { ImapFlow, type ImapFlowOptions } from 'imapflow';
import { createTransport, type Transporter } from 'nodemailer';
import { PASSWORD } from './accounts.ts';
import type { Fixture } from './fixture.ts';

/** Returns an imapflow client that is logged in over TLS and logs out at the end of the block. */
export async function imapflow(
  { platform, ca }: Fixture,
  user: string,
  options: Partial<ImapFlowOptions> = {},
): Promise<ImapFlow & AsyncDisposable> {
  const client = new ImapFlow({
    host: 'localhost',
    port: platform.ports.IMAPS_PORT,
    secure: true,
    auth: { user, pass: PASSWORD },
    tls: { ca },
    logger: false,
    ...options,
  });
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.logout() });
}

/** Returns a nodemailer transport that submits over TLS with a login. */
export function nodemailer({ platform, ca }: Fixture, user: string, pass = PASSWORD): Transporter & Disposable {
  const transport = createTransport({
    host: 'localhost',
    port: platform.ports.SUBMISSIONS_PORT,
    secure: true,
    auth: { user, pass },
    tls: { ca },
  });
  return Object.assign(transport, { [Symbol.dispose]: () => transport.close() });
}
