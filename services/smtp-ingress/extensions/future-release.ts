import { MAX_HOLD_SECONDS, releaseTime } from '@postroom/intake';
import { SmtpError } from '@postroom/smtp';
import type { Extension } from './extension.ts';

/** RFC 4865: mail of our users can be held, for at most the time that EHLO announces (3, 4). */
export const futureRelease: Extension = {
  announce({ user }) {
    if (!user) return undefined;
    const latest = new Date(Date.now() + MAX_HOLD_SECONDS * 1_000);
    return `FUTURERELEASE ${MAX_HOLD_SECONDS} ${latest.toISOString().replace(/\.\d+/, '')}`;
  },
  checkMail({ user }, parameters) {
    const { holdFor, holdUntil } = parameters;
    if (holdFor === undefined && holdUntil === undefined) return;
    if (!user) throw new SmtpError(555, '5.5.4', 'HOLDFOR and HOLDUNTIL are allowed after a login only');
    if (releaseTime(parameters, new Date()) === undefined)
      throw new SmtpError(501, '5.5.4', `A mail can be held for ${MAX_HOLD_SECONDS} seconds at most`);
  },
};
