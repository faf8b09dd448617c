import type { ScanSummary } from '@postroom/transit';
import type { Span as Octets } from '../header/cut.ts';
import type { Intake } from '../intake.ts';
import { authors } from './authors.ts';
import type { Check } from './check.ts';
import { freeSpace } from './free-space.ts';
import { hops } from './hops.ts';
import { ownSending } from './own-sending.ts';
import { policy } from './policy.ts';
import { scanners } from './scanners.ts';
import { sender } from './sender.ts';
import type { Incoming, KeptApart, Verdict } from './verdict.ts';

/**
 * The checks in order: cheap ones come first, and the first refusal ends it. The checks of one step ask other services, and run at the
 * same time.
 */
const steps: readonly (readonly Check[])[] = [[hops], [authors], [freeSpace], [ownSending], [sender, policy, scanners]];

/** The verdicts of all checks on a message that is not refused, put together. */
export type Judged = Required<Omit<Verdict, 'refusal'>>;

/** Runs all checks on a message. Throws SmtpError when one refuses it. */
export async function judge(incoming: Incoming, intake: Intake): Promise<Judged> {
  const verdicts: Verdict[] = [];
  for (const step of steps) {
    if (step.length > 1) {
      verdicts.push(...(await together(step, incoming, intake)));
      continue;
    }
    // Most checks return at once without a promise, so only promises are awaited.
    const said = step[0]?.(incoming, intake);
    const verdict = said && (await said);
    if (verdict?.refusal) throw verdict.refusal;
    if (verdict) verdicts.push(verdict);
  }
  return united(verdicts);
}

function united(verdicts: readonly Verdict[]): Judged {
  const kept: [string, KeptApart][] = [];
  const places = new Map<string, 'junk' | 'trusted'>();
  const lines = new Set<string>();
  const remove: Octets[] = [];
  const scans: Record<string, ScanSummary> = {};
  for (const verdict of verdicts) {
    for (const [place, fate] of verdict.places ?? []) places.set(place, fate);
    for (const one of verdict.quarantine ?? []) kept.push(one);
    for (const line of verdict.lines ?? []) lines.add(line);
    for (const octets of verdict.remove ?? []) remove.push(octets);
    Object.assign(scans, verdict.scans);
  }
  // Dangerous ones come last: the Map keeps the last entry of each place.
  kept.sort(([, one], [, other]) => Number(one.isDangerous) - Number(other.isDangerous));
  return {
    spam: verdicts.some(({ spam }) => spam),
    isUnproven: verdicts.some(({ isUnproven }) => isUnproven),
    places,
    quarantine: new Map(kept),
    lines: [...lines],
    remove,
    scans,
  };
}

/** Runs checks at the same time and waits for all. A refusal takes precedence over an error of another check. */
async function together(step: readonly Check[], incoming: Incoming, intake: Intake): Promise<Verdict[]> {
  // allSettled: when one fails, no other may still be reading a message that is discarded then.
  const settled = await Promise.allSettled(step.map(async (check) => check(incoming, intake)));
  const said = settled.flatMap((one) => (one.status === 'fulfilled' && one.value ? [one.value] : []));
  const refusal = said.find((verdict) => verdict.refusal)?.refusal;
  if (refusal) throw refusal;
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  return said;
}
