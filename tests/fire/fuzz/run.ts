import { type Platform, Wire } from '@postroom/testkit';
import type { Backstage } from '../../support/accounts.ts';
import { PASSWORD } from '../../support/accounts.ts';
import { meanwhile } from '../../support/meanwhile.ts';
import { ServiceWatch } from '../../support/service-watch.ts';
import type { FuzzAccount, FuzzPorts, FuzzProtocol } from './protocol.ts';
import { runSession } from './session.ts';

export interface FuzzOptions {
  readonly platform: Platform;
  readonly ports: FuzzPorts;
  readonly stage: Backstage;
  /** The seed of the first session; each further session adds one. */
  readonly seed: number;
  /** The least number of inputs. */
  readonly inputs: number;
  /** How many sessions run at once. */
  readonly lanes: number;
}

export interface FuzzFigures {
  readonly inputs: number;
  readonly sessions: number;
  /** The most CPU time that the event loop took between two responses to a bystander, in ms. */
  readonly longestMs: number;
  /** Octets of memory after the first tenth of the inputs and at the end. */
  readonly warmBytes: number;
  readonly endBytes: number;
}

/** After this many sessions a lane uses a new account, so that changes of mailboxes do not add up. */
const SESSIONS_PER_ACCOUNT = 25;
const QUOTA_BYTES = 1024 * 1024;

/** Runs sessions of one protocol in several lanes, while a bystander sends NOOPs. Throws what a session throws. */
export async function fuzz(protocol: FuzzProtocol, options: FuzzOptions): Promise<FuzzFigures> {
  const { platform, ports, stage, lanes } = options;
  const watch = new ServiceWatch(platform.fleet.process(protocol.service).pid);
  const bystander = await enterNoop(
    protocol,
    ports,
    await newAccount(stage, `bystander-${protocol.name}-${options.seed}`),
  );
  let inputs = 0;
  let sessions = 0;
  let warmBytes = 0;

  async function lane(number: number): Promise<void> {
    let account: FuzzAccount | undefined;
    for (let round = 0; inputs < options.inputs; round += 1) {
      const seed = options.seed + number + round * lanes;
      if (round % SESSIONS_PER_ACCOUNT === 0) account = await newAccount(stage, `${protocol.name}-${seed}`);
      if (!account) throw new Error('no account');
      const session = await runSession(protocol, ports, seed, account);
      inputs += session.inputs;
      sessions += 1;
      if (warmBytes === 0 && inputs >= options.inputs / 10) warmBytes = watch.memoryBytes();
    }
  }

  const { longestMs } = await meanwhile(watch, bystander.ask, () =>
    Promise.all(Array.from({ length: lanes }, (_, number) => lane(number))),
  );
  bystander.close();
  return { inputs, sessions, longestMs, warmBytes, endBytes: watch.memoryBytes() };
}

async function newAccount(stage: Backstage, name: string): Promise<FuzzAccount> {
  const address = `${name}@a.test`;
  await stage.account(address, QUOTA_BYTES);
  return { address, password: PASSWORD };
}

async function enterNoop({ noop }: FuzzProtocol, ports: FuzzPorts, account: FuzzAccount) {
  const wire = await Wire.connect({ port: ports[noop.state.port], timeout: 60_000 });
  await noop.state.enter(wire, account);
  return {
    async ask() {
      await wire.line(noop.command);
      await wire.until(noop.answered);
    },
    close: () => wire.close(),
  };
}
