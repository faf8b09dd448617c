import type { Postroom } from './postroom.ts';
import { type Load, smtpToMailbox } from './smtp-to-mailbox.ts';

/** The time sums of SPF, DKIM, ARC and DMARC together, and of each check of POLICY. */
const SUMS = /^postroom_(sender_auth|policy_check)_seconds_sum\{([^}]*)\} (\S+)$/gm;

/** Returns the ms per message of each check while no other message is processed, the slowest first. Waiting for answers counts. */
export async function checkCosts(postroom: Postroom, load: Load): Promise<[check: string, ms: number][]> {
  const one = { ...load, sessions: 1, messages: 500 };
  const before = await secondsOf(postroom);
  await smtpToMailbox(postroom, one);
  const costs = Array.from(await secondsOf(postroom), ([check, seconds]): [string, number] => [
    check,
    ((seconds - (before.get(check) ?? 0)) * 1_000) / one.messages,
  ]);
  return costs.sort(([, a], [, b]) => b - a);
}

async function secondsOf(postroom: Postroom): Promise<Map<string, number>> {
  const text = await postroom.metrics('smtp-ingress');
  return new Map(
    Array.from(text.matchAll(SUMS), ([, kind, labels = '', sum]) => [
      kind === 'sender_auth' ? 'SPF, DKIM, ARC and DMARC' : (/check="([^"]+)"/.exec(labels)?.[1] ?? ''),
      Number(sum),
    ]),
  );
}
