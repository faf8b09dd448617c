import type { WebsocketPluginOptions } from '@fastify/websocket';
import type { Limits } from '@postroom/jmap';

/** RFC 8887 4.1. */
export const SUBPROTOCOL = 'jmap';

/** RFC 6455 7.4.1 */
const GOING_AWAY = 1001;

/** Larger messages, and frames that lie, end the connection (1009, 1002, 1007). Nothing is compressed: it would take memory for each. */
export function webSocketOptions({ maxSizeRequest }: Pick<Limits, 'maxSizeRequest'>): WebsocketPluginOptions {
  return {
    options: {
      maxPayload: maxSizeRequest,
      perMessageDeflate: false,
      handleProtocols: (protocols) => (protocols.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
    },
    preClose(done) {
      const { websocketServer: server } = this;
      for (const client of server.clients) client.close(GOING_AWAY, 'The server is going away');
      server.close();
      done();
    },
  };
}
