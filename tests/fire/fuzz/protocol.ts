import type { Ports, ServiceName } from '@postroom/launch';
import type { Random, Wire } from '@postroom/testkit';

/** How many of the inputs are logins with a wrong password: each costs what checking a right one costs. */
export const WRONG_LOGINS = 0.002;

/** How many are the last that a session hears: a farewell, or the beginning of TLS. */
export const FAREWELLS = 0.005;

/** A fault that a connection may show that was reset: what was on its way is gone. */
export const NO_END = 'the last answer has no end';

/** Who the inputs of a session come from. */
export interface FuzzAccount {
  readonly address: string;
  readonly password: string;
}

/** Where a platform listens, and where it takes LMTP, which `npm start` does not. */
export type FuzzPorts = Ports & { readonly LMTP_PORT: number };

/** A state of a protocol's session: how to get there, and what is said there. */
export interface FuzzState {
  readonly name: string;
  readonly port: keyof FuzzPorts;
  enter(wire: Wire, account: FuzzAccount): Promise<void>;
  /** One well-formed thing to say: a command with its line end, a whole exchange, a part of one. */
  say(random: Random, account: FuzzAccount): string;
}

export interface FuzzProtocol {
  readonly name: string;
  readonly service: ServiceName;
  readonly states: readonly FuzzState[];
  /** Words of the protocol, for mutations. */
  readonly dictionary: readonly string[];
  /** The answer after which TLS begins. */
  readonly tlsBegins: RegExp;
  /** A bystander's command and the line that ends its answer. */
  readonly noop: { readonly state: FuzzState; readonly command: string; readonly answered: RegExp };
  /** Says what is wrong with all that the server sent in a session; undefined when nothing is. */
  fault(output: Buffer): string | undefined;
}
