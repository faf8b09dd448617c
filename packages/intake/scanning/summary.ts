import type { ScanAnswers, ScanResult, SpamVerdict, VirusVerdict } from '@postroom/scan';
import type { NewMail, ScanSummary } from '@postroom/transit';

const SPAM_RESULTS = { accept: 'clean', mark: 'spam', refuse: 'refused', defer: 'deferred' } as const;

/** Summarises the answers of the scanners that were asked, for the log, the metrics and the message's trace. */
export function summarize({ spam, virus }: ScanAnswers): Record<string, ScanSummary> {
  return { ...(spam && { rspamd: ofRspamd(spam) }), ...(virus && { clamd: ofClamd(virus) }) };
}

/** Returns how long a message waited for its scanners, which run at the same time. */
export function scanSeconds(scans: NewMail['scans']): number {
  return Math.max(0, ...Object.values(scans ?? {}).map(({ seconds }) => seconds));
}

function ofRspamd(scan: ScanResult<SpamVerdict>): ScanSummary {
  if (scan.result !== 'answered') return withoutAnswer(scan);
  const { decision, action, score, required } = scan.verdict;
  return { result: SPAM_RESULTS[decision], seconds: rounded(scan.seconds), action, score, required };
}

function ofClamd(scan: ScanResult<VirusVerdict>): ScanSummary {
  if (scan.result !== 'answered') return withoutAnswer(scan);
  const { virus } = scan.verdict;
  const seconds = rounded(scan.seconds);
  return virus === null ? { result: 'clean', seconds } : { result: 'virus', seconds, reason: virus };
}

function withoutAnswer({ result, reason, seconds }: { result: string; reason: string; seconds: number }): ScanSummary {
  return { result, reason, seconds: rounded(seconds) };
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
