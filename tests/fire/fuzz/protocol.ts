import type { Ports, ServiceName } from '@postroom/launch';
import type { Random, Wire } from '@postroom/testkit';

/** The share of inputs that are logins with a wrong password: each costs as much as checking a right one. */
export const WRONG_LOGINS = 0.002;

/** The share of inputs that end the session, or begin TLS. */
export const FAREWELLS = 0.005;

/** The only fault that is allowed after a connection reset, because data under way is lost. */
export const NO_END = 'the last answer has no end';

/** The account of a session's inputs. */
export interface FuzzAccount {
  readonly address: string;
  readonly password: string;
}

/** The ports of a platform, and one for LMTP, which `npm start` does not open. */
export type FuzzPorts = Ports & { readonly LMTP_PORT: number };

/** A state of a protocol's session: how to enter it, and what a client says there. */
export interface FuzzState {
  readonly name: string;
  readonly port: keyof FuzzPorts;
  enter(wire: Wire, account: FuzzAccount): Promise<void>;
  /** Returns a well-formed input: a command with its line end, a whole exchange, or a part of one. */
  say(random: Random, account: FuzzAccount): string;
}

export interface FuzzProtocol {
  readonly name: string;
  readonly service: ServiceName;
  readonly states: readonly FuzzState[];
  /** Words of the protocol, for mutations. */
  readonly dictionary: readonly string[];
  /** The reply after which TLS begins. */
  readonly tlsBegins: RegExp;
  /** A bystander's command, and the line that ends its response. */
  readonly noop: { readonly state: FuzzState; readonly command: string; readonly answered: RegExp };
  /** Returns what is wrong with the server's output in a session; undefined when nothing is. */
  fault(output: Buffer): string | undefined;
}
