import type { SendingLimits, SendingState } from '@postroom/directory';
import type { SendingWindow } from '@postroom/queue/signals';

const HOUR = 3_600;
const DAY = 86_400;

type Name = keyof SendingLimits;
const WINDOWS: readonly { name: Name; what: string; seconds: number; counts: 'messages' | 'recipients' }[] = [
  { name: 'messagesPerHour', what: 'messages an hour', seconds: HOUR, counts: 'messages' },
  { name: 'recipientsPerHour', what: 'recipients an hour', seconds: HOUR, counts: 'recipients' },
  { name: 'messagesPerDay', what: 'messages a day', seconds: DAY, counts: 'messages' },
  { name: 'recipientsPerDay', what: 'recipients a day', seconds: DAY, counts: 'recipients' },
];

/** The window in which a limit of an account or a domain is counted. */
export interface LimitWindow extends SendingWindow {
  /** What is counted, in words that follow the number. */
  readonly what: string;
  readonly isDomains: boolean;
}

/** Returns the windows in which a message counts: the account's, and its domain's if that has limits. A limit of 0 means no limit. */
export function windowsOf(
  accountId: number,
  { own, shared, domain }: SendingState,
  platform: SendingLimits,
  recipients: number,
): LimitWindow[] {
  const windows: LimitWindow[] = [];
  for (const { name, what, seconds, counts } of WINDOWS) {
    const cost = counts === 'messages' ? 1 : recipients;
    const mine = own?.[name] ?? platform[name] ?? 0;
    const ours = shared?.[name] ?? 0;
    const each = { of: name, cost, seconds, what };
    if (mine > 0) windows.push({ ...each, party: String(accountId), limit: mine, isDomains: false });
    if (ours > 0) windows.push({ ...each, party: `@${domain}`, limit: ours, isDomains: true });
  }
  return windows;
}
