import type { Intake } from '../intake.ts';
import { authors } from './authors.ts';
import type { Check } from './check.ts';
import { freeSpace } from './free-space.ts';
import { hops } from './hops.ts';
import { scanners } from './scanners.ts';
import type { Incoming, Verdict } from './verdict.ts';

/** In this order: what costs little comes first, and the first refusal ends it. */
const checks: readonly Check[] = [hops, authors, freeSpace, scanners];

/** All verdicts on a message. Throws SmtpError for one that is refused. */
export async function judge(incoming: Incoming, intake: Intake): Promise<Required<Omit<Verdict, 'refusal'>>> {
  const verdicts: Verdict[] = [];
  for (const check of checks) {
    const result = check(incoming, intake);
    const verdict = result instanceof Promise ? await result : result;
    if (verdict?.refusal) throw verdict.refusal;
    if (verdict) verdicts.push(verdict);
  }
  return {
    spam: verdicts.some(({ spam }) => spam),
    lines: verdicts.flatMap(({ lines = [] }) => lines),
    remove: verdicts.flatMap(({ remove = [] }) => remove),
    scans: Object.assign({}, ...verdicts.map(({ scans }) => scans)),
  };
}
