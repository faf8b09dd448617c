import type { Intake } from '../intake.ts';
import { authors } from './authors.ts';
import type { Check } from './check.ts';
import { freeSpace } from './free-space.ts';
import { hops } from './hops.ts';
import { ownSending } from './own-sending.ts';
import { policy } from './policy.ts';
import { scanners } from './scanners.ts';
import { sender } from './sender.ts';
import type { Incoming, Verdict } from './verdict.ts';

/**
 * In this order: what costs little comes first, and the first refusal ends it. Those of one step ask others, and do so at the same
 * time.
 */
const steps: readonly (readonly [Check, ...Check[]])[] = [
  [hops],
  [authors],
  [freeSpace],
  [ownSending],
  [sender, policy, scanners],
];

/** All verdicts on a message. Throws SmtpError for one that is refused. */
export async function judge(incoming: Incoming, intake: Intake): Promise<Required<Omit<Verdict, 'refusal'>>> {
  const verdicts: Verdict[] = [];
  for (const [first, ...others] of steps) {
    if (others.length > 0) {
      verdicts.push(...(await together([first, ...others], incoming, intake)));
      continue;
    }
    const verdict = await first(incoming, intake);
    if (verdict?.refusal) throw verdict.refusal;
    if (verdict) verdicts.push(verdict);
  }
  return {
    spam: verdicts.some(({ spam }) => spam),
    isUnproven: verdicts.some(({ isUnproven }) => isUnproven),
    places: new Map(verdicts.flatMap(({ places }) => [...(places ?? [])])),
    // What is dangerous counts before what only looks bad.
    quarantine: new Map(
      verdicts
        .flatMap(({ quarantine }) => [...(quarantine ?? [])])
        .sort(([, one], [, other]) => Number(one.isDangerous) - Number(other.isDangerous)),
    ),
    lines: [...new Set(verdicts.flatMap(({ lines = [] }) => lines))],
    remove: verdicts.flatMap(({ remove = [] }) => remove),
    scans: Object.assign({}, ...verdicts.map(({ scans }) => scans)),
  };
}

/** What checks that ask others say, all of them; a refusal counts more than what another failed with. */
async function together(step: readonly Check[], incoming: Incoming, intake: Intake): Promise<Verdict[]> {
  // One that fails must not leave another reading a message that is given up.
  const settled = await Promise.allSettled(step.map(async (check) => check(incoming, intake)));
  const said = settled.flatMap((one) => (one.status === 'fulfilled' && one.value ? [one.value] : []));
  const refusal = said.find((verdict) => verdict.refusal)?.refusal;
  if (refusal) throw refusal;
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  return said;
}
