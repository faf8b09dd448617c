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
  /** Whether this server validates (DNSSEC) and may be believed that it does. None by default. */
  readonly validates?: (server: Server) => boolean;
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
 *
 * Servers that validate are asked first. While one of them is there, the others are not asked: its failure may mean that an answer is forged
 * (RFC 4035 5.5), and they would return that as an answer of a domain that is not signed.
 */
export async function askServers(question: Question, options: AskOptions): Promise<Reply | TemporaryReason> {
  const { health, sockets, tryMs, deadline, validates = () => false } = options;
  const servers = [...options.servers.filter(validates), ...options.servers.filter((server) => !validates(server))];
  const isMixed = validates(servers[0] as Server) && !servers.every(validates);
  let isHeld = false;
  const silent = new Set(servers.map(serverName));
  let reason: TemporaryReason = 'time-out';
  for (let round = 1; round <= ROUNDS; round++) {
    for (const server of health.inOrder(servers, performance.now())) {
      const left = deadline - performance.now();
      if (left <= 0) return reason;
      if (!silent.has(serverName(server)) || (isHeld && !validates(server))) continue;
      const result = await askServer(sockets, server, question, Math.min(round * tryMs, left));
      const failure = typeof result === 'string' ? result : failureOf(result);
      if (typeof result !== 'string') silent.delete(serverName(server));
      const isThere = isMixed && validates(server) && failure !== 'unreachable' && failure !== 'refused';
      if (typeof result !== 'string') health.answered(server);
      else if (!isThere) health.failed(server, performance.now());
      if (failure === undefined) return { response: result as Response, server };
      options.onFailure?.(failure);
      isHeld ||= isThere;
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
