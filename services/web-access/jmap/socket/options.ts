import type { WebsocketPluginOptions } from '@fastify/websocket';
import type { Limits } from '@postroom/jmap';

/** RFC 8887 4.1. */
export const SUBPROTOCOL = 'jmap';

/** Larger messages, and frames that lie, end the connection (1009, 1002, 1007). Nothing is compressed: it would take memory for each. */
export function webSocketOptions({ maxSizeRequest }: Pick<Limits, 'maxSizeRequest'>): WebsocketPluginOptions {
  return {
    options: {
      maxPayload: maxSizeRequest,
      perMessageDeflate: false,
      handleProtocols: (protocols) => (protocols.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
    },
  };
}
