import type { TemporaryReason } from '../answer.ts';
import type { ServerHealth } from '../servers/health.ts';
import type { Server } from '../servers/parse.ts';
import { serverName } from '../servers/parse.ts';
import { RCODES, type Response } from '../wire/index.ts';
import { askServer, type Question } from './ask-server.ts';
import type { UdpSockets } from './udp-sockets.ts';

export interface AskOptions {
  readonly servers: readonly Server[];
  readonly health: ServerHealth;
  readonly sockets: UdpSockets;
  /** The time for the first try of a server; each later round waits longer. */
  readonly tryMs: number;
  /** A time of the clock performance.now(). */
  readonly deadline: number;
  /** Called for each try without an answer. */
  readonly onFailure?: (reason: TemporaryReason) => void;
}

export interface Reply {
  readonly response: Response;
  readonly server: Server;
}

const ROUNDS = 3;

/**
 * Asks the servers in turn until one answers. A silent server is asked again and given more time; one that reports a failure is
 * not asked again. Returns the reason of the last failure when none answers.
 */
export async function askServers(question: Question, options: AskOptions): Promise<Reply | TemporaryReason> {
  const { servers, health, sockets, tryMs, deadline } = options;
  const silent = new Set(servers.map(serverName));
  let reason: TemporaryReason = 'time-out';
  for (let round = 1; round <= ROUNDS; round++) {
    for (const server of health.inOrder(servers, performance.now())) {
      const left = deadline - performance.now();
      if (left <= 0) return reason;
      if (!silent.has(serverName(server))) continue;
      const result = await askServer(sockets, server, question, Math.min(round * tryMs, left));
      const failure = typeof result === 'string' ? result : failureOf(result);
      if (typeof result !== 'string') silent.delete(serverName(server));
      if (typeof result === 'string') health.failed(server, performance.now());
      else health.answered(server);
      if (failure === undefined) return { response: result as Response, server };
      options.onFailure?.(failure);
      reason = failure;
    }
  }
  return reason;
}

/** Returns why a response is no answer; undefined when it is one. */
function failureOf({ rcode, answers, isFinal, negativeSeconds }: Response): TemporaryReason | undefined {
  if (rcode === RCODES.NXDOMAIN) return undefined;
  if (rcode === RCODES.REFUSED) return 'refused';
  if (rcode !== RCODES.NOERROR) return 'server-failure';
  // A server without recursion returns a referral to other servers, which tells nothing about the records.
  const isReferral = answers.length === 0 && !isFinal && negativeSeconds === undefined;
  return isReferral ? 'server-failure' : undefined;
}
