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
 * In this order: what costs little comes first, and the first refusal ends it. Those of one step ask others, and do so at the same
 * time.
 */
const steps: readonly (readonly Check[])[] = [[hops], [authors], [freeSpace], [ownSending], [sender, policy, scanners]];

/** What all checks together say of a message that is not refused. */
export type Judged = Required<Omit<Verdict, 'refusal'>>;

/** All verdicts on a message. Throws SmtpError for one that is refused. */
export async function judge(incoming: Incoming, intake: Intake): Promise<Judged> {
  const verdicts: Verdict[] = [];
  for (const step of steps) {
    if (step.length > 1) {
      verdicts.push(...(await together(step, incoming, intake)));
      continue;
    }
    // Most have nothing to say of most mails, and say so at once.
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
  // What is dangerous counts before what only looks bad.
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
