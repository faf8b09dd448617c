const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export interface RetrySchedule {
  steps: readonly number[];
  /** After this time the sender is told that the message is late. */
  delayNoticeMs: number;
  /** After this time the message bounces (RFC 5321 4.5.4.1: at least 4 to 5 days). */
  expireMs: number;
}

export interface MailAge {
  readonly acceptedAt: Date;
  /** How long it was due but not tried because of us, in ms. */
  readonly overdueMs: number;
}

export interface RetryOptions {
  /** The waits between attempts: short at first, for greylisting and restarts. The last one repeats. */
  minutes: readonly number[];
  delayNoticeHours: number;
  expireHours: number;
}

export function retrySchedule(options: RetryOptions): RetrySchedule {
  return {
    steps: options.minutes.map((minutes) => minutes * MINUTE),
    delayNoticeMs: options.delayNoticeHours * HOUR,
    expireMs: options.expireHours * HOUR,
  };
}

/** The default schedule. */
export const RETRY_SCHEDULE: RetrySchedule = retrySchedule({
  minutes: [1, 5, 10, 20, 40, 60, 120, 180, 240],
  delayNoticeHours: 4,
  expireHours: 120,
});

/** Returns when a message is given up. The time in which it was due but not tried is added. */
export function expiresAt({ expireMs }: RetrySchedule, { acceptedAt, overdueMs }: MailAge): Date {
  return new Date(acceptedAt.getTime() + overdueMs + expireMs);
}

/**
 * Returns when to try again after attempt number `attempts` failed temporarily, or null when the message is too old. A fifth of jitter keeps
 * messages that failed together from returning together; `random` is in [0, 1).
 */
export function nextAttempt(
  schedule: RetrySchedule,
  attempts: number,
  age: MailAge,
  now: Date,
  random: number,
): Date | null {
  const expires = expiresAt(schedule, age).getTime();
  if (now.getTime() >= expires) return null;
  const step = schedule.steps[Math.min(attempts, schedule.steps.length) - 1] ?? MINUTE;
  const wait = step * (0.9 + 0.2 * random);
  return new Date(Math.min(now.getTime() + wait, expires));
}
