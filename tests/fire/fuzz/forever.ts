import { freePorts } from '@postroom/launch';
import { openFixture } from '../../support/fixture.ts';
import { WATCHED } from '../../support/service-watch.ts';
import { imap } from './imap.ts';
import { lmtp, lmtpAt } from './lmtp.ts';
import { pop3 } from './pop3.ts';
import { QUIET } from './quiet.ts';
import { fuzz } from './run.ts';
import { smtp } from './smtp.ts';

export interface ForeverOptions {
  /** One of smtp, lmtp, pop3, imap; by default all of them in turn. */
  readonly protocol: string | undefined;
  /** The seed of the first session; from the clock by default. */
  readonly seed: number | undefined;
  /** The number of inputs in all. */
  readonly inputs: number;
  readonly signal: AbortSignal;
}

const ROUND = 10_000;
const LANES = 6;
const MIB = 1024 * 1024;

/** Fuzzes the protocols in turn and prints a line each time. Returns whether everything passed. */
export async function fuzzForever(options: ForeverOptions): Promise<boolean> {
  const protocols = [smtp, lmtp, pop3, imap].filter(({ name }) => name === (options.protocol ?? name));
  if (protocols.length === 0) throw new Error('--protocol is smtp, lmtp, pop3 or imap');
  const [lmtpPort = 0] = await freePorts(1);
  await using fixture = await openFixture({ env: { ...QUIET, ...WATCHED, ...lmtpAt(lmtpPort) } });
  const ports = { ...fixture.platform.ports, LMTP_PORT: lmtpPort };
  await fixture.stage.account('bob@a.test');
  let seed = options.seed ?? Date.now() % 1_000_000_000;
  let left = options.inputs;
  for (let turn = 0; left > 0 && !options.signal.aborted; turn += 1) {
    const protocol = protocols[turn % protocols.length];
    if (!protocol) break;
    const inputs = Math.min(left, ROUND);
    const { platform, stage } = fixture;
    const lanes = inputs < LANES ? 1 : LANES;
    const figures = await fuzz(protocol, { platform, ports, stage, seed, inputs, lanes }).catch((error: Error) => {
      console.error(`${error.message}\n${fixture.complaints().join('\n')}`);
    });
    if (!figures) return false;
    console.log(
      `${protocol.name}: seed ${seed}, ${figures.inputs} inputs in ${figures.sessions} sessions, ` +
        `event loop held ${figures.longestMs.toFixed(0)} ms at most, ` +
        `memory ${(figures.warmBytes / MIB).toFixed(0)} → ${(figures.endBytes / MIB).toFixed(0)} MiB`,
    );
    const complaints = fixture.complaints();
    if (complaints.length > 0) {
      console.error(complaints.join('\n'));
      return false;
    }
    left -= figures.inputs;
    seed += figures.sessions + LANES;
  }
  return true;
}
