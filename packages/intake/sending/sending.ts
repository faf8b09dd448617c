import type { Pool } from '@postroom/database';
import { type Authenticated, holdSending, readSendingState, type SendingLimits } from '@postroom/directory';
import type { SendingCounts } from '@postroom/queue/signals';
import { Counter, type Logger, type Metrics } from '@postroom/service';
import { SmtpError } from '@postroom/smtp';
import { holdMailOf } from '@postroom/transit';
import Type, { type Static } from 'typebox';
import { sendingConfig } from './config.ts';
import { type LimitWindow, windowsOf } from './windows.ts';

const HOUR = 3_600;

const schema = Type.Object(sendingConfig);

/** Limits what accounts may send (docs/decisions/0111-sending-limits.md). */
export interface Sending {
  /** Counts a message; null: it may go. Refusals are temporary, as the sender keeps the message, except for one with too many recipients. */
  count(user: Authenticated, recipients: number): Promise<SmtpError | null>;
}

interface Parts {
  readonly pool: Pool;
  readonly counts: SendingCounts;
  readonly metrics: Metrics;
  readonly log: Pick<Logger, 'warn'>;
}

export function openSending(config: Static<typeof schema>, { pool, counts, metrics, log }: Parts): Sending {
  const limited = new Counter({
    name: 'postroom_sending_limited_total',
    help: 'Messages of our accounts that were deferred, by reason: slowed (over a limit of an hour or of a domain), held (the account is blocked from sending)',
    labelNames: ['result'],
    registers: [metrics],
  });
  for (const result of ['slowed', 'held']) limited.inc({ result }, 0);
  const platform: SendingLimits = {
    messagesPerHour: config.SEND_MESSAGES_PER_HOUR,
    messagesPerDay: config.SEND_MESSAGES_PER_DAY,
    recipientsPerHour: config.SEND_RECIPIENTS_PER_HOUR,
    recipientsPerDay: config.SEND_RECIPIENTS_PER_DAY,
  };
  const bounceLimit = config.SEND_BOUNCES_PER_DAY || Number.MAX_SAFE_INTEGER;

  /** Holds an account, and also its mail that waits for other servers: most of that was accepted before anybody noticed. */
  async function hold({ accountId, address }: Authenticated, reason: string): Promise<void> {
    if (!(await holdSending(pool, accountId, reason))) return;
    const deliveries = await holdMailOf(pool, accountId);
    log.warn(
      { account: address, reason, deliveries },
      'an account exceeded its sending limits and is blocked from sending; release it with: postroom sending release',
    );
  }

  return {
    async count(user, recipients) {
      const state = await readSendingState(pool, user.accountId);
      if (!state) return null;
      if (state.isSuspended) return new SmtpError(450, '4.7.1', 'Your account is suspended; contact your postmaster');
      const windows = windowsOf(user.accountId, state, platform, recipients);
      const never = windows.find(({ seconds, cost, limit }) => seconds <= HOUR && cost > limit);
      if (never) return tooMany(never, recipients);
      if (state.heldFor === null) {
        const taken = await counts.take(user.accountId, windows, bounceLimit);
        if (taken === 'taken') return null;
        if (taken !== 'bounces') {
          const { limit, what, isDomains, seconds: window } = taken.full as ReturnType<typeof windowsOf>[number];
          if (isDomains || window <= HOUR) {
            limited.inc({ result: 'slowed' });
            const minutes = Math.ceil(taken.seconds / 60);
            const whose = isDomains ? `${state.domain} may send` : 'You may send';
            return new SmtpError(450, '4.7.1', `${whose} at most ${limit} ${what}; try again in ${minutes} min`);
          }
          await hold(user, `more than ${limit} ${what}`);
        } else await hold(user, `mail to ${bounceLimit} or more recipients bounced within a day`);
      }
      limited.inc({ result: 'held' });
      return new SmtpError(
        450,
        '4.7.1',
        'Your account is held because it sent unusually many mails; ask your postmaster',
      );
    },
  };
}

/** The refusal of a message that exceeds a limit by itself, so that waiting does not help. */
function tooMany({ limit, what }: LimitWindow, recipients: number): SmtpError {
  return new SmtpError(
    550,
    '5.5.3',
    `${recipients} recipients are too many (at most ${limit} ${what}): use several messages`,
  );
}
