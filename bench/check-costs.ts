import type { Postroom } from './postroom.ts';
import { type Load, smtpToMailbox } from './smtp-to-mailbox.ts';

/** All of SPF, DKIM, ARC and DMARC, and each check of POLICY. */
const SUMS = /^postroom_(sender_auth|policy_check)_seconds_sum\{([^}]*)\} (\S+)$/gm;

/** What each check of a mail takes while no other mail is under way, ms a mail, the dearest first. Waiting for an answer counts as well. */
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
