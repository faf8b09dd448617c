/** How long the client waits at each step, in milliseconds. */
export interface Timeouts {
  readonly connect: number;
  readonly tls: number;
  readonly greeting: number;
  readonly command: number;
  readonly rcpt: number;
  readonly dataInitiation: number;
  readonly dataBlock: number;
  readonly dataTermination: number;
  readonly quit: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** The times of RFC 5321 4.5.3.2, and our own for steps that it does not name: connecting, the TLS handshake and QUIT. */
export const STANDARD_TIMEOUTS: Timeouts = {
  connect: 30 * SECOND,
  tls: MINUTE,
  greeting: 5 * MINUTE,
  command: 5 * MINUTE,
  rcpt: 5 * MINUTE,
  dataInitiation: 2 * MINUTE,
  dataBlock: 3 * MINUTE,
  dataTermination: 10 * MINUTE,
  quit: 5 * SECOND,
};
