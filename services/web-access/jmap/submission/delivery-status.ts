import { formatUtcDate, type JsonObject } from '@postroom/jmap';
import type { RecipientProgress } from '@postroom/transit';

/** If one recipient led to several places, the worst status is returned. */
const WORST_FIRST = ['no', 'queued', 'unknown', 'yes'];

/** Returns the deliveryStatus (RFC 8621 7), by recipient. */
export function deliveryStatus(recipients: readonly RecipientProgress[]): JsonObject {
  return byRecipient(recipients, (places, worst) => ({
    ...statusOf(worst),
    displayed: places.some(({ displayed }) => displayed) ? 'yes' : 'unknown',
  }));
}

/** Returns the steps with their times by recipient (docs/decisions/0285-steps-of-delivery.md); null for a step not known or not reached. */
export function deliveryTimes(recipients: readonly RecipientProgress[]): JsonObject {
  return byRecipient(recipients, (places, worst) => ({
    at: second(worst.finishedAt),
    nextTryAt: second(worst.nextAttemptAt),
    attemptedAt: second(worst.attemptedAt),
    answeredAt: second(worst.answeredAt),
    reportedAt: worst.state === 'relayed' ? second(worst.reportedAt) : null,
    displayedAt: second(places.find(({ displayedAt }) => displayedAt)?.displayedAt ?? null),
    attempts: worst.attempts,
    server: worst.host,
    isLocal: worst.isLocal,
    isUnderWay: worst.isUnderWay,
    isHeld: worst.isHeld,
    isTakenBack: worst.state === 'cancelled',
  }));
}

const second = (date: Date | null): string | null => date && toSecond(date);

const toSecond = (date: Date): string => formatUtcDate(new Date(Math.floor(date.getTime() / 1_000) * 1_000));

function byRecipient(
  recipients: readonly RecipientProgress[],
  toJson: (places: readonly RecipientProgress[], worst: RecipientProgress) => JsonObject,
): JsonObject {
  const groups = Map.groupBy(recipients, ({ recipient }) => recipient);
  const gravity = (place: RecipientProgress): number => WORST_FIRST.indexOf(statusOf(place).delivered);
  return Object.fromEntries(
    Array.from(groups, ([recipient, places]) => [
      recipient,
      toJson(
        places,
        places.reduce((worst, place) => (gravity(place) < gravity(worst) ? place : worst)),
      ),
    ]),
  );
}

function statusOf({ state, reply, reported }: RecipientProgress): { smtpReply: string; delivered: string } {
  switch (state) {
    case 'queued':
    case 'quarantined':
      return { smtpReply: asReply(reply, '250 2.1.5 Queued', '451 4.4.1'), delivered: 'queued' };
    case 'delivered':
      return { smtpReply: '250 2.0.0 Delivered', delivered: 'yes' };
    case 'relayed':
      return {
        smtpReply: asReply(reply, '250 2.0.0 OK', '250 2.0.0'),
        delivered: REPORTED[reported ?? ''] ?? 'unknown',
      };
    case 'failed':
      return { smtpReply: asReply(reply, '550 5.0.0 Not delivered', '554 5.0.0'), delivered: 'no' };
    case 'cancelled':
      return { smtpReply: '550 5.7.1 Taken back', delivered: 'no' };
  }
}

/** The value of `delivered` for the action in a report of the next server (RFC 3464 2.3.3). */
const REPORTED: Readonly<Record<string, string>> = { failed: 'no', delivered: 'yes' };

/** Returns an SMTP reply (RFC 8621 7). Where no server replied, the reason gets a code of ours. */
function asReply(reply: string | null, otherwise: string, code: string): string {
  if (!reply) return otherwise;
  if (/^[2-5]\d\d[ -]/.test(reply)) return reply;
  // RFC 3463 2: our own texts begin with an enhanced status code.
  const [, kind] = /^([245])\.\d{1,3}\.\d{1,3} /.exec(reply) ?? [];
  return kind ? `${kind}50 ${reply}` : `${code} ${reply}`;
}
