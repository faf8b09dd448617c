import type { Queryable } from '@postroom/database';
import type { JunkReason } from './junk-reason.ts';
import type { ScanSummary } from './mail.ts';

/** The most reasons returned for one message. */
const MAX_REASONS = 20;

interface Row {
  blobId: string;
  spam: boolean;
  junk: boolean | null;
  scans: Record<string, ScanSummary> | null;
  score: number | null;
}

/**
 * Returns why messages with these blobs were junk for an account when they arrived, while their trace is kept. Messages that were not junk
 * are left out, and so are reasons that only concern other recipients of the same message.
 */
export async function readJunkReasons(
  db: Queryable,
  accountId: number,
  blobIds: readonly string[],
): Promise<Map<string, JunkReason[]>> {
  const { rows } = await db.query<Row & Record<string, unknown>>({
    name: 'junk-reasons',
    text: `select m.blob_id as "blobId", m.spam, d.junk, m.scans, (
        select (e.detail->>'score')::real from delivery_events e
        where e.mail_id = m.id and e.delivery_id = d.id and e.kind = 'filtered' limit 1) as score
      from accepted_mails m join deliveries d on d.mail_id = m.id and d.account_id = $1
      where m.blob_id = any($2::uuid[]) order by m.id`,
    values: [accountId, blobIds],
  });
  return new Map(
    rows.flatMap((row): [string, JunkReason[]][] => {
      const reasons = reasonsOf(row);
      return reasons.length > 0 ? [[row.blobId, reasons]] : [];
    }),
  );
}

function reasonsOf({ spam, junk, scans, score }: Row): JunkReason[] {
  if (score !== null) return [{ by: 'filter', text: String(score) }];
  // The recipient's own decision comes before the verdict on the message.
  if (!(junk ?? spam)) return [];
  const said = Object.entries(scans ?? {}).map(([by, { result, reason = '' }]) => ({ by, result, text: reason }));
  const found = said.filter(({ by, result }) =>
    by.startsWith('policy ') ? result === 'found' : by !== 'policy' && isDoubt(result),
  );
  // No check finds a sender whom the recipient has blocked; then the policy's verdict is the reason.
  const [policy] = said.filter(({ by, result }) => by === 'policy' && isDoubt(result));
  const all = found.length === 0 && policy ? [policy] : found;
  return all.slice(0, MAX_REASONS).map(({ by, text }) => ({ by, text }));
}

/** Returns whether a result of `sender-auth`, the policy or a scanner makes a message junk. */
function isDoubt(result: string): boolean {
  return /^(?:junk|mark|spam|reject)/.test(result);
}
