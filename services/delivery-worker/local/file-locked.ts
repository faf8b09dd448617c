import type { Blob } from '@postroom/blobs';
import type { Transaction } from '@postroom/database';
import type { Forwarding } from '@postroom/directory';
import { type Filed, type FilingItem, type FilingPlace, fileMessages, type MessageFacts } from '@postroom/mailbox';
import { noteProgress, type readAbsences } from '@postroom/sending';
import { dropCarriedFacts, type LocalDelivery, markFiled, markUnfiled, sentMails } from '@postroom/transit';
import type { WorkerContext } from '../context.ts';
import type { Decided } from '../outcomes/record.ts';
import { wantsReport } from '../reports/wants.ts';
import type { Reported } from '../reports/write-report.ts';
import { reportDelivered } from './delivered.ts';
import { type Plan, planDeliveries } from './plan.ts';
import { writeRedirects } from './redirect.ts';
import { settleRefused } from './refused.ts';
import { takeReportMails } from './report-mails.ts';
import { answerMail } from './vacation.ts';

/** What is read before the transaction that files, by blob or account. */
export interface ReadBefore {
  readonly blobs: ReadonlyMap<string, Blob>;
  readonly facts: ReadonlyMap<string, MessageFacts>;
  /** The facts that were read while their messages arrived. */
  readonly carried: ReadonlyMap<string, MessageFacts>;
  readonly forwardings: ReadonlyMap<number, Forwarding & { address: string }>;
  readonly absences: Awaited<ReturnType<typeof readAbsences>>;
}

export type FiledDelivery = Filed & { readonly delivery: LocalDelivery };

/** What has to be told after the commit. */
export interface Done {
  readonly filed: readonly FiledDelivery[];
  readonly redirects: readonly Plan[];
  readonly decided: readonly Decided[];
  readonly reports: readonly Reported[];
  readonly changedAccounts: Awaited<ReturnType<typeof noteProgress>>;
}

/** Does all that is to be done for deliveries that are locked, and marks them, in the caller's transaction. */
export async function fileLocked(
  context: WorkerContext,
  tx: Transaction,
  mine: readonly LocalDelivery[],
  { blobs, facts, carried, forwardings, absences }: ReadBefore,
): Promise<Done> {
  const now = new Date();
  const isLate = ({ returnedFrom }: LocalDelivery): boolean => returnedFrom !== null && returnedFrom <= now;
  const inTime = mine.filter((delivery) => !isLate(delivery));
  const taken = await takeReportMails(tx, inTime, blobs);
  const forPeople = inTime.filter(({ id }) => !taken.has(id));
  const plans = await planDeliveries(context, tx, forPeople, blobs, forwardings);
  const { filed, refused } = await fileInMailboxes(tx, plans, blobs, facts);
  const waits = new Set(refused.map(({ delivery }) => delivery.id));
  const over = plans.filter(({ delivery }) => !waits.has(delivery.id));
  const redirected = await writeRedirects(tx, over);
  const unfiled = over.filter(({ places }) => places.length === 0).map(({ delivery }) => delivery.id);
  await markUnfiled(tx, [...unfiled, ...taken]);
  const late = mine.filter(isLate).map((delivery) => ({ delivery, reason: 'too-late' as const }));
  const { decided, reports } = await settleRefused(context, tx, [...refused, ...late], blobs);
  const wanted = over
    .filter(({ places, redirect }) => places.length > 0 || redirect)
    .map(({ delivery }) => delivery)
    .filter((delivery) => wantsReport(delivery, 'SUCCESS', context.successToStrangers));
  const delivered = await reportDelivered(context, tx, wanted, blobs);
  const changedAccounts = await noteProgress(tx, sentMails(mine));
  await dropCarriedFacts(
    tx,
    mine.filter(({ blobId }) => carried.has(blobId)).map(({ mailId }) => mailId),
  );
  const answers = await answerMail(tx, context, over, absences, blobs);
  return {
    filed,
    redirects: over.filter(({ redirect }) => redirect),
    decided,
    reports: [...reports, ...redirected, ...delivered, ...answers],
    changedAccounts,
  };
}

/** Files messages where their plans say. Returns those that a mailbox refused apart. */
async function fileInMailboxes(
  tx: Transaction,
  plans: readonly Plan[],
  blobs: ReadBefore['blobs'],
  facts: ReadBefore['facts'],
) {
  const toFile = plans.filter(({ places }) => places.length > 0);
  const results = await fileMessages(
    tx,
    toFile.map((plan) => filingItem(plan, blobs.get(plan.delivery.blobId) as Blob, facts)),
  );
  const filed = toFile.flatMap(({ delivery }, index): FiledDelivery[] => {
    const result = results[index];
    return result && 'filed' in result ? [{ ...result.filed, delivery }] : [];
  });
  await markFiled(
    tx,
    filed.map(({ delivery, entries: [{ mailboxId, uid }] }) => ({ id: delivery.id, mailboxId, uid })),
  );
  const refused = toFile.flatMap(({ delivery }, index) => {
    const result = results[index];
    return result && 'refused' in result ? [{ delivery, reason: result.refused }] : [];
  });
  return { filed, refused };
}

function filingItem({ delivery, places }: Plan, blob: Blob, facts: ReadBefore['facts']): FilingItem {
  return {
    accountId: delivery.accountId,
    places: places as [FilingPlace, ...FilingPlace[]],
    blobId: delivery.blobId,
    size: blob.size,
    facts: facts.get(delivery.blobId) as MessageFacts,
    internalDate: delivery.acceptedAt,
  };
}
