import type { Queryable } from '@postroom/database';
import { normaliseAddress, normaliseDomain } from '@postroom/smtp';
import { MailError } from '@postroom/types';
import { addressKey, domainOf } from './address-key.ts';
import { type Found, lookUp } from './look-up.ts';
import { isPostmaster, postmasters } from './postmaster.ts';
import { reportTarget } from './report-addresses.ts';
import type { Resolution, ResolveOptions, Target } from './resolution.ts';

const MAX_DEPTH = 10;
/** The most targets of all aliases that are followed, taken together. */
const MAX_FOLLOWED = 5_000;

/**
 * Returns where mail for an address goes: to the account or alias with that name, else to the same without its `+tag`, else to the
 * domain's catch-all. Aliases of aliases are followed; in a circle each is used once. Mail for the postmaster of our domains and of our
 * host always finds a reader (RFC 5321 4.5.1), who also reads mail for abuse where a domain has no such address (RFC 2142 2). Reports from
 * other servers always find an account. Throws limit-reached when aliases lead too far, and unavailable when no account exists yet that
 * could read the postmaster's mail.
 */
export async function resolveRecipient(
  db: Queryable,
  address: string,
  options: ResolveOptions = {},
): Promise<Resolution> {
  const found = (await reportTarget(db, address)) ?? (await follow(db, address));
  const key = addressKey(address);
  if (found.kind === 'unknown' && key?.startsWith('abuse@'))
    return resolveRecipient(db, `postmaster@${domainOf(key)}`, options);
  if (!isPostmaster(address, found, options.hostname)) return found;
  for await (const candidate of postmasters(db, address, options)) {
    const reader = await follow(db, candidate);
    if (reader.kind === 'targets') return reader;
    if (reader.kind === 'elsewhere') return { kind: 'targets', targets: [{ kind: 'forward', address: candidate }] };
  }
  throw new MailError('unavailable', 'Nobody reads mail for postmaster yet');
}

async function follow(db: Queryable, address: string): Promise<Resolution> {
  const first = addressKey(address);
  if (first === null) return literalDomain(address);
  const seen = new Set<string>();
  const targets = new Map<string, Target>();
  let followed = 0;
  /** Keys with the spellings they were given in: elsewhere two spellings that differ in case may be two people (RFC 5321 2.4). */
  let wanted = new Map([[first, new Set([address])]]);
  for (let depth = 0; wanted.size > 0; depth++) {
    const found = depth < MAX_DEPTH ? await lookUp(db, [...wanted.keys()], MAX_FOLLOWED - followed) : null;
    if (found === null) throw new MailError('limit-reached', 'The alias leads through too many other aliases');
    const next: typeof wanted = new Map();
    for (const [asked, spellings] of wanted) {
      const hit = found.get(asked);
      if (!hit?.ours) {
        if (depth === 0) return elsewhere(address);
        for (const given of spellings)
          targets.set(normaliseAddress(given) ?? given, { kind: 'forward', address: given });
      } else {
        seen.add(asked);
        if (hit.account) targets.set(`${hit.account.id}`, accountTarget(asked, hit.account));
        else if (depth === 0 && !hit.targets) return { kind: 'unknown' };
        for (const target of hit.targets ?? []) {
          followed++;
          const key = addressKey(target);
          if (key === null || seen.has(key)) continue;
          const known = next.get(key);
          if (known) known.add(target);
          else next.set(key, new Set([target]));
        }
      }
    }
    wanted = next;
  }
  return targets.size > 0 ? { kind: 'targets', targets: [...targets.values()] } : { kind: 'unknown' };
}

function accountTarget(address: string, { id, status, freeBytes }: NonNullable<Found['account']>): Target {
  return { kind: 'account', accountId: id, address, status, freeBytes };
}

function elsewhere(address: string): Resolution {
  const domain = normaliseDomain(address.slice(address.lastIndexOf('@') + 1));
  return domain === undefined ? { kind: 'unknown' } : { kind: 'elsewhere', domain };
}

/** Resolves `user@[192.0.2.1]` (RFC 5321 4.1.3): none of our domains has such a name. */
function literalDomain(address: string): Resolution {
  return /@\[[^\]\s]+\]$/.test(address) ? elsewhere(address) : { kind: 'unknown' };
}
