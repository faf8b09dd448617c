import type { Pool } from '@postroom/database';
import { type Target as LocalTarget, type Resolution, resolveRecipient } from '@postroom/directory';
import type { ReturnPaths } from '@postroom/sender-auth/srs';
import { normaliseAddress, normaliseDomain, SmtpError } from '@postroom/smtp';
import { originalSender } from './original-sender.ts';

/** A place that the mail of one RCPT goes to. */
export type AccountTarget = Extract<LocalTarget, { kind: 'account' }>;
export type Target = AccountTarget | { kind: 'elsewhere'; address: string; domain: string };

export interface RecipientCheck {
  address: string;
  /** Whether the message has the null reverse-path. */
  isReport?: boolean;
  /** The octets that the client announced with SIZE, or 0. */
  size: number;
  /** Whether mail for other domains is accepted; only our own users may send it. */
  relay: boolean;
}

export interface Recipients {
  /** Returns where the mail of a recipient goes. Throws SmtpError: 550 5.1.1, 550 5.7.1, 450 4.2.1, 452 4.2.2, 553 5.1.3. */
  check(request: RecipientCheck): Promise<Target[]>;
}

/** The longest time until a new account or quota is noticed. */
const FRESH_MS = 2_000;
const MAX_REMEMBERED = 10_000;

export function createRecipients(
  pool: Pool,
  options: { postmaster: string; hostname: string; returnPaths?: ReturnPaths | null },
): Recipients {
  const remembered = new Map<string, { until: number; resolution: Promise<Resolution> }>();

  /** Resolves an address. Concurrent sessions to one recipient share one query. Unknown addresses are not remembered. */
  function resolve(address: string): Promise<Resolution> {
    const known = remembered.get(address);
    if (known && known.until > performance.now()) return known.resolution;
    const resolution = resolveRecipient(pool, address, options);
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(address, { until: performance.now() + FRESH_MS, resolution });
    const forget = (): void => {
      if (remembered.get(address)?.resolution === resolution) remembered.delete(address);
    };
    resolution.then((found) => found.kind === 'unknown' && forget(), forget);
    return resolution;
  }

  return {
    async check({ address, size, relay, isReport = false }) {
      const found = await resolve(address);
      const sender =
        found.kind === 'elsewhere' ? undefined : await originalSender(pool, options.returnPaths, address, new Date());
      if (sender !== undefined) return returned(sender, isReport);
      if (found.kind === 'unknown') throw new SmtpError(550, '5.1.1', 'No such user here');
      if (found.kind === 'elsewhere') return [elsewhere(address, relay)];
      const targets = found.targets.map((target) => (target.kind === 'forward' ? forwarded(target.address) : target));
      if (targets.length === 1 && targets[0]?.kind === 'account') refuseUnready(targets[0], size);
      return targets;
    },
  };
}

function elsewhere(address: string, relay: boolean): Target {
  if (!relay) throw new SmtpError(550, '5.7.1', 'Relaying denied: not one of our domains');
  return forwarded(address);
}

/** Returns a report to the sender of a message that we forwarded. Such an address accepts nothing but reports, and cannot be forged. */
function returned(sender: string | 'forged', isReport: boolean): Target[] {
  if (sender === 'forged') throw new SmtpError(550, '5.1.1', 'This return address is not ours, or has expired');
  if (!isReport) throw new SmtpError(550, '5.7.1', 'This address accepts reports only, from the null reverse-path');
  return [forwarded(sender)];
}

function forwarded(address: string): Target {
  const domain = normaliseDomain(address.slice(address.lastIndexOf('@') + 1));
  if (!domain) throw new SmtpError(553, '5.1.3', 'Invalid destination domain');
  return { kind: 'elsewhere', address, domain };
}

/** Refuses a single account that cannot accept the message. With several targets the message is accepted, and waits for those that lack room. */
function refuseUnready(target: AccountTarget, size: number): void {
  if (target.status === 'suspended') throw new SmtpError(450, '4.2.1', 'Mailbox is not accepting mail now');
  if (target.freeBytes !== null && target.freeBytes <= size) throw new SmtpError(452, '4.2.2', 'Mailbox full');
}

/** Returns the key by which recipients are compared: the domain ignores case; the local part does not, as that is up to its server (RFC 5321 2.4). */
export function recipientKey(address: string): string {
  return normaliseAddress(address) ?? address.toLowerCase();
}

/** Returns the key by which targets are compared. */
export function placeOf(target: Target): string {
  return target.kind === 'account' ? `account ${target.accountId}` : recipientKey(target.address);
}
