import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** The form of a service's refusals before any of its routes is called. */
export interface RefusalShape {
  /** The media type. */
  readonly type: string;
  body(status: number, detail: string): object;
}

/** Refuses requests whose URL cannot be read, because Fastify's own response for them has another form. */
export function refuseUrl({ type, body }: RefusalShape) {
  return (error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void => {
    const status = error.statusCode ?? 400;
    const detail =
      error.code === 'FST_ERR_BAD_URL'
        ? 'The URL has an invalid percent-encoding (RFC 3986 2.1), or is not UTF-8'
        : 'The URL is invalid';
    void reply
      .code(status)
      .type(type)
      .send(Buffer.from(JSON.stringify(body(status, detail))));
  };
}

/** Responses to input that Node cannot read as HTTP, by error code. */
const UNREADABLE: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request was not received in time'],
  HPE_HEADER_OVERFLOW: [431, 'The URL and the header fields are larger than 16 KiB together'],
};

/** Answers unreadable input and closes the connection (RFC 9112 9.6). */
export function refuseUnreadable(shape: RefusalShape) {
  return (error: NodeJS.ErrnoException, socket: Duplex): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    const [status, detail] = UNREADABLE[error.code ?? ''] ?? [400, 'Not a valid HTTP/1.1 request'];
    refuseOn(socket, shape, status, detail);
  };
}

/** Refuses what Node would answer in its own form: unknown expectations (RFC 9110 10.1.1), and tunnels (9.3.6). */
export function refuseUncommon({ server }: FastifyInstance, shape: RefusalShape): void {
  server.on('checkExpectation', ({ socket }) =>
    refuseOn(socket, shape, 417, 'The only supported expectation is 100-continue'),
  );
  server.on('connect', (_request, socket: Duplex) => refuseOn(socket, shape, 501, 'This server is not a proxy'));
}

/** Refuses on a connection that has no response object, or one that was not begun. The connection ends. */
export function refuseOn(
  socket: Duplex,
  { type, body }: RefusalShape,
  status: number,
  detail: string,
  fields: readonly string[] = [],
): void {
  const text = JSON.stringify(body(status, detail));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `Content-Type: ${type}`,
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close',
    ...fields,
  ];
  if (socket.writable) socket.end(`${head.join('\r\n')}\r\n\r\n${text}`, () => socket.destroy());
  else socket.destroy();
}
