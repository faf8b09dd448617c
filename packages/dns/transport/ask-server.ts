import type { TemporaryReason } from '../answer.ts';
import type { Server } from '../servers/parse.ts';
import { buildQuery, RCODES, type Response, readResponse, type TYPE_CODES } from '../wire/index.ts';
import { askTcp } from './tcp.ts';
import { askUdp } from './udp.ts';
import type { UdpSockets } from './udp-sockets.ts';

export interface Question {
  readonly name: string;
  readonly type: Exclude<keyof typeof TYPE_CODES, 'OPT' | 'SOA'>;
}

/** A response to the question, whatever its code, or why there is none. */
export type ServerResult = Response | TemporaryReason;

const NO_EDNS: ReadonlySet<number> = new Set([RCODES.FORMERR, RCODES.NOTIMP, RCODES.BADVERS]);

/** Asks one server once: over UDP, then over TCP if the answer does not fit, and without EDNS if the server does not know it. */
export async function askServer(
  sockets: UdpSockets,
  server: Server,
  question: Question,
  timeoutMs: number,
): Promise<ServerResult> {
  const deadline = performance.now() + timeoutMs;
  const result = await ask(sockets, server, question, true, deadline);
  // RFC 6891 7: a server without EDNS returns FORMERR or NOTIMP.
  if (typeof result !== 'string' && NO_EDNS.has(result.rcode)) return ask(sockets, server, question, false, deadline);
  return result;
}

async function ask(sockets: UdpSockets, server: Server, { name, type }: Question, withEdns: boolean, deadline: number) {
  const left = (): number => Math.max(1, deadline - performance.now());
  const overUdp = await askUdp(sockets, server, buildQuery(name, type, withEdns), left());
  const response = readable(overUdp === 'doubtful' ? 'doubtful' : read(overUdp, type));
  if (response !== undefined) return response;
  const overTcp = read(await askTcp(server, buildQuery(name, type, withEdns), left()), type);
  return typeof overTcp !== 'string' && overTcp.isTruncated ? 'malformed' : overTcp;
}

function read(received: Buffer | TemporaryReason, type: Question['type']): ServerResult {
  return typeof received === 'string' ? received : readResponse(received, type);
}

/** Returns undefined when TCP must be asked. */
function readable(result: ServerResult | 'doubtful'): ServerResult | undefined {
  if (result === 'doubtful') return undefined;
  return typeof result !== 'string' && result.isTruncated ? undefined : result;
}
