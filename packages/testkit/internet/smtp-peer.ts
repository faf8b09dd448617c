import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import { generate } from 'selfsigned';
import type { PeerScript } from './peer-script.ts';
import { PeerSession, type ReceivedMessage } from './peer-session.ts';

export interface PeerOptions {
  readonly name?: string;
  readonly host?: string;
  readonly port?: number;
  /** EHLO keywords besides STARTTLS. */
  readonly extensions?: readonly string[];
  /** Offers STARTTLS when given, with this certificate or one of its own; `broken` fails in the handshake. */
  readonly tls?: 'good' | 'broken' | { readonly cert: string; readonly key: string };
  readonly script?: PeerScript;
}

export interface SmtpPeer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** The script of its answers; assign another to change them while it runs. */
  script: PeerScript;
  /** Every message that it accepted with a 2xx reply. */
  readonly messages: ReceivedMessage[];
  /** Every command line it read. */
  readonly lines: string[];
  readonly connections: number;
  /** The largest number of connections that were open at the same time. */
  readonly mostAtOnce: number;
}

export const USUAL_EXTENSIONS = ['PIPELINING', 'SIZE 52428800', '8BITMIME', 'SMTPUTF8', 'ENHANCEDSTATUSCODES', 'DSN'];

/** Starts a mail server on loopback that follows its script and keeps what it received. */
export async function startSmtpPeer(options: PeerOptions = {}): Promise<SmtpPeer> {
  const { name = 'peer.test', host = '127.0.0.1', port = 0, extensions = USUAL_EXTENSIONS, tls } = options;
  const messages: ReceivedMessage[] = [];
  const lines: string[] = [];
  const sockets = new Set<Socket>();
  const present = new Set<Socket>();
  let connections = 0;
  let mostAtOnce = 0;
  const secureContext =
    tls === 'good' ? await selfSigned(name) : typeof tls === 'object' ? createSecureContext(tls) : undefined;
  const server = createServer({ noDelay: true }, (socket) => {
    connections++;
    sockets.add(socket);
    present.add(socket);
    mostAtOnce = Math.max(mostAtOnce, present.size);
    const leaving = () => void present.delete(socket);
    socket
      .on('error', () => {})
      .on('close', () => sockets.delete(socket))
      .on('close', leaving);
    const context = {
      name,
      extensions,
      offersTls: tls !== undefined,
      secureContext,
      ask: async (moment: Parameters<PeerScript>[0]) => peer.script(moment),
      received: (message: ReceivedMessage) => void messages.push(message),
      heard: (line: string) => void lines.push(line),
      leaving,
    };
    void new PeerSession(socket, context, connections).run();
  });
  server.listen(port, host);
  await once(server, 'listening');
  const peer: SmtpPeer = {
    host,
    port: (server.address() as AddressInfo).port,
    script: options.script ?? (() => undefined),
    messages,
    lines,
    get connections() {
      return connections;
    },
    get mostAtOnce() {
      return mostAtOnce;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return peer;
}

async function selfSigned(name: string) {
  const altNames = [{ type: 2 as const, value: name }];
  const pair = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames }],
  });
  return createSecureContext({ cert: pair.cert, key: pair.private });
}
