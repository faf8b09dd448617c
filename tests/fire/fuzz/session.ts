import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Random, Wire } from '@postroom/testkit';
import { mutate } from './mutate.ts';
import { type FuzzAccount, type FuzzPorts, type FuzzProtocol, NO_END } from './protocol.ts';

/** How many octets are sent at once. */
const CHUNKS = [1, 2, 7, 512, ...Array.from({ length: 6 }, () => Number.POSITIVE_INFINITY)];
const INPUTS = 100;
/** The most pieces of an input: longer inputs go in larger pieces, since small ones would take too long. */
const MAX_PIECES = 50;
/** The time for a server to finish its work and end the session after the client has gone. */
const END_MS = 60_000;

export interface FuzzSession {
  readonly seed: number;
  readonly inputs: number;
}

/**
 * Runs one session from its greeting to its end: enters a state, sends inputs that are well-formed or nearly so, in any chunks, then
 * sends nothing more. Throws when the server's output breaks the protocol, or when the session does not end.
 */
export async function runSession(
  protocol: FuzzProtocol,
  ports: FuzzPorts,
  seed: number,
  account: FuzzAccount,
): Promise<FuzzSession> {
  const random = new Random(seed);
  const state = random.pick(protocol.states);
  const chunk = random.pick(CHUNKS);
  await using wire = await Wire.connect({
    port: ports[state.port],
    localAddress: someLoopback(random),
    timeout: END_MS,
  });
  await state.enter(wire, account);
  const output = listen(wire);
  let inputs = 0;
  for (; inputs < INPUTS && !output.ended; inputs += 1) {
    const input = mutate(Buffer.from(state.say(random, account), 'latin1'), random, protocol.dictionary);
    await send(wire.socket, input, chunk, output);
  }
  wire.socket.end();
  await output.end.catch((error: Error) => {
    throw new Error(`${protocol.name}, ${state.name}, seed ${seed}: ${error.message}`);
  });
  const fault = protocol.fault(output.beforeTls(protocol.tlsBegins));
  if (fault && !(fault === NO_END && output.wasReset))
    throw new Error(`${protocol.name}, ${state.name}, seed ${seed}: ${fault}`);
  return { seed, inputs };
}

/** Returns an address for one session, so that failures of others do not count against it. */
function someLoopback(random: Random): string {
  return `127.${1 + random.below(250)}.${random.below(250)}.${1 + random.below(250)}`;
}

interface Output {
  readonly ended: boolean;
  readonly wasReset: boolean;
  readonly end: Promise<void>;
  /** Returns all output so far, up to where TLS begins, whose octets we cannot read. */
  beforeTls(begins: RegExp): Buffer;
}

function listen(wire: Wire): Output {
  const { socket } = wire;
  const pieces: Buffer[] = [Buffer.from(wire.unread)];
  let wasReset = false;
  socket.on('error', () => {
    wasReset = true;
  });
  socket.removeAllListeners('data');
  socket.on('data', (data: Buffer) => pieces.push(data));
  let ended = socket.closed;
  const end = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the server does not end its session')), END_MS);
    const close = (): void => {
      ended = true;
      clearTimeout(timer);
      resolve();
    };
    if (socket.closed) close();
    socket.once('close', close);
  });
  end.catch(() => {});
  return {
    get ended() {
      return ended;
    },
    get wasReset() {
      return wasReset;
    },
    end,
    beforeTls(begins) {
      const all = Buffer.concat(pieces);
      const found = begins.exec(all.toString('latin1'));
      return found ? all.subarray(0, found.index + found[0].length) : all;
    },
  };
}

async function send(socket: Socket, input: Buffer, chunk: number, output: Output): Promise<void> {
  const size = Math.max(chunk, Math.ceil(input.length / MAX_PIECES));
  for (let at = 0; at < input.length && !output.ended; at += size) {
    const isFull = !socket.write(input.subarray(at, at + size));
    if (isFull) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), output.end]);
    else if (size < input.length) await nextTurn();
  }
}
