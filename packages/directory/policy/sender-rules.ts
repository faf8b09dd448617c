import { isIP } from 'node:net';
import type { Queryable } from '@postroom/database';
import { normaliseDomain } from '@postroom/smtp';
import { MailError } from '@postroom/types';
import { unmapped } from '../unmapped.ts';
import type { Scope } from './scope.ts';

export type SenderRuleKind = 'always' | 'never';

export interface SenderRule {
  id: number;
  rule: SenderRuleKind;
  pattern: string;
  createdAt: Date;
}

/** The most rules of one scope: each message is compared with all of them. */
const MAX_SENDER_RULES = 1_000;

/**
 * Returns the form of a pattern that is compared: an address or a domain in lower case with A-labels, in which `*` stands for any characters
 * (`*@example.org`, `*.example.org`), or an IP address or range. Throws invalid.
 */
export function senderPattern(text: string): string {
  const [address = '', bits] = (unmapped(text.trim().toLowerCase()) ?? '').split('/');
  const family = isIP(address);
  if (address.includes('%')) throw wrong(text);
  if (family !== 0) {
    const most = family === 6 ? 128 : 32;
    if (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= most)) throw wrong(text);
    return bits === undefined ? address : `${address}/${bits}`;
  }
  if (bits !== undefined) throw wrong(text);
  const at = address.lastIndexOf('@');
  const local = at < 0 ? '' : address.slice(0, at);
  const domain = domainPattern(address.slice(at + 1));
  const isGood = domain !== undefined && (at < 0 || /^[^\s\0@]{1,64}$/.test(local)) && countStars(address) <= 3;
  if (!isGood) throw wrong(text);
  return at < 0 ? domain : `${local}@${domain}`;
}

/** Reads a domain in which `*` may stand for all of it or for its first labels. */
function domainPattern(domain: string): string | undefined {
  if (domain === '*') return domain;
  const rest = domain.startsWith('*.') ? domain.slice(2) : domain;
  const name = normaliseDomain(rest);
  if (name === undefined || name.includes('*')) return undefined;
  return domain === rest ? name : `*.${name}`;
}

function countStars(text: string): number {
  return text.split('*').length - 1;
}

function wrong(text: string): MailError {
  return new MailError(
    'invalid',
    `Not an address, domain or IP range: ${text}; use for example a@example.org, *@example.org, *.example.org or 192.0.2.0/24`,
  );
}

function tooMany(): MailError {
  return new MailError('limit-reached', `There are already ${MAX_SENDER_RULES} sender rules: remove some first`);
}

/** Adds or replaces a rule: mail of these senders is always, or never, accepted. Throws invalid, limit-reached. */
export async function putSenderRule(
  db: Queryable,
  { domain, accountId }: Scope,
  { rule, pattern }: Pick<SenderRule, 'rule' | 'pattern'>,
): Promise<string> {
  const key = senderPattern(pattern);
  const { rowCount } = await db.query(
    `insert into sender_rules (domain, account_id, rule, pattern)
     select $1, $2, $3, $4
     where (select count(*) from sender_rules
       where domain is not distinct from $1 and account_id is not distinct from $2 and pattern <> $4) < ${MAX_SENDER_RULES}
     on conflict (domain, account_id, pattern) do update set rule = excluded.rule, created_at = now()`,
    [domain, accountId, rule, key],
  );
  if (!rowCount) throw tooMany();
  return key;
}

/**
 * Adds a rule of an account where there is none for its pattern, and otherwise changes nothing. Returns the rule that is there then. Throws
 * invalid, limit-reached.
 */
export async function addSenderRule(
  db: Queryable,
  accountId: number,
  { rule, pattern }: Pick<SenderRule, 'rule' | 'pattern'>,
): Promise<{ readonly rule: SenderRule; readonly isNew: boolean }> {
  const key = senderPattern(pattern);
  const { rows } = await db.query<SenderRule & Record<string, unknown>>(
    `insert into sender_rules (account_id, rule, pattern)
     select $1, $2, $3 where (select count(*) from sender_rules where account_id = $1) < ${MAX_SENDER_RULES}
     on conflict (domain, account_id, pattern) do nothing
     returning id, rule, pattern, created_at as "createdAt"`,
    [accountId, rule, key],
  );
  if (rows[0]) return { rule: rows[0], isNew: true };
  const there = (await listSenderRules(db, { domain: null, accountId })).find((each) => each.pattern === key);
  if (!there) throw tooMany();
  return { rule: there, isNew: false };
}

/** Removes a rule. Throws not-found. */
export async function removeSenderRule(db: Queryable, { domain, accountId }: Scope, pattern: string): Promise<void> {
  const { rowCount } = await db.query(
    `delete from sender_rules
     where domain is not distinct from $1 and account_id is not distinct from $2 and pattern = any($3::text[])`,
    // Rules of older versions may hold IPv4-mapped IPv6 addresses as they were typed.
    [domain, accountId, [senderPattern(pattern), pattern.trim().toLowerCase()]],
  );
  if (!rowCount) throw new MailError('not-found', `There is no rule for ${pattern}`);
}

/** Changes a rule of an account. Returns whether the account has it. */
export async function changeSenderRule(
  db: Queryable,
  accountId: number,
  { id, rule }: Pick<SenderRule, 'id' | 'rule'>,
): Promise<boolean> {
  const { rowCount } = await db.query('update sender_rules set rule = $3 where account_id = $1 and id = $2', [
    accountId,
    id,
    rule,
  ]);
  return rowCount === 1;
}

/** Removes a rule of an account. Returns whether the account had it. */
export async function dropSenderRule(db: Queryable, accountId: number, id: number): Promise<boolean> {
  const { rowCount } = await db.query('delete from sender_rules where account_id = $1 and id = $2', [accountId, id]);
  return rowCount === 1;
}

export async function listSenderRules(db: Queryable, { domain, accountId }: Scope): Promise<SenderRule[]> {
  const { rows } = await db.query<SenderRule & Record<string, unknown>>(
    `select id, rule, pattern, created_at as "createdAt" from sender_rules
     where domain is not distinct from $1 and account_id is not distinct from $2 order by rule, pattern`,
    [domain, accountId],
  );
  return rows;
}
