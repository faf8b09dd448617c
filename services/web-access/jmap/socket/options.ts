import type { WebsocketPluginOptions } from '@fastify/websocket';
import { refuseOn } from '@postroom/http';
import type { Limits } from '@postroom/jmap';
import type { FastifyInstance } from 'fastify';
import { REFUSAL_SHAPE } from '../../http/errors.ts';

/** RFC 8887 4.1. */
export const SUBPROTOCOL = 'jmap';

/** RFC 6455 7.4.1 */
const GOING_AWAY = 1001;

/** Too large messages and invalid frames end the connection (1009, 1002, 1007). No compression: it would take memory for each connection. */
export function webSocketOptions({ maxSizeRequest }: Pick<Limits, 'maxSizeRequest'>): WebsocketPluginOptions {
  return {
    options: {
      maxPayload: maxSizeRequest,
      perMessageDeflate: false,
      handleProtocols: (protocols) => (protocols.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
    },
    preClose(done) {
      const { websocketServer: server } = this;
      for (const client of server.clients) client.close(GOING_AWAY, 'The server is shutting down');
      server.close();
      done();
    },
  };
}

/** Answers invalid handshakes and names the supported version (RFC 6455 4.2.2, 4.4). */
export function refuseHandshakes({ websocketServer }: FastifyInstance): void {
  websocketServer.on('wsClientError', ({ message }, socket) =>
    refuseOn(socket, REFUSAL_SHAPE, /version/i.test(message) ? 426 : 400, message, ['Sec-WebSocket-Version: 13']),
  );
}
