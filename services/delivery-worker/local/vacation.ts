import { type Blob, insertBlobs, stageBlob } from '@postroom/blobs';
import { type Transaction, uuidv7 } from '@postroom/database';
import { isSameAddress } from '@postroom/directory';
import { deliveriesTo } from '@postroom/intake';
import { answerable, buildVacation } from '@postroom/reports';
import { noteReply, readNameOf, type VacationResponse } from '@postroom/sending';
import { insertEvents, insertMails, type LocalDelivery } from '@postroom/transit';
import type { WorkerContext } from '../context.ts';
import { senderOf } from '../reports/sender-of.ts';
import type { Reported } from '../reports/write-report.ts';
import type { Plan } from './plan.ts';

/**
 * Writes automatic replies for accounts that are away, as mails of their own with the null reverse-path, in the transaction that files the
 * mail. Each sender gets one reply within a week (RFC 3834 2). @param absences the responses by account
 */
export async function answerMail(
  tx: Transaction,
  context: Pick<WorkerContext, 'hostname' | 'returnPaths' | 'log'>,
  plans: readonly Plan[],
  absences: ReadonlyMap<number, VacationResponse>,
  blobs: ReadonlyMap<string, Blob>,
): Promise<Reported[]> {
  const answers: Reported[] = [];
  for (const { delivery, places, redirect } of plans) {
    const absence = absences.get(delivery.accountId);
    if (!absence || delivery.spam || delivery.source === 'generated' || (places.length === 0 && !redirect)) continue;
    const header = blobs.get(delivery.blobId)?.header;
    if (header) answers.push(...(await answer(tx, context, delivery, absence, header)));
  }
  return answers;
}

async function answer(
  tx: Transaction,
  { hostname, returnPaths, log }: Pick<WorkerContext, 'hostname' | 'returnPaths' | 'log'>,
  { id: deliveryId, mailId, accountId, recipient, originalRecipient, reversePath }: LocalDelivery,
  absence: VacationResponse,
  header: Buffer,
): Promise<Reported[]> {
  const own = (address: string): boolean =>
    isSameAddress(address, recipient) || isSameAddress(address, originalRecipient);
  const answered = own(reversePath) ? undefined : answerable(header, reversePath, own);
  if (!answered) return [];
  const sender = await senderOf(tx, reversePath, returnPaths, new Date());
  const deliveries = await deliveriesTo(tx, sender, hostname);
  if (deliveries.length === 0 || !(await noteReply(tx, accountId, sender.toLowerCase()))) return [];
  const id = uuidv7();
  const from = { name: await readNameOf(tx, accountId), address: recipient };
  const vacation = { id, hostname, date: new Date(), from, to: sender, answered, text: absence };
  // The mail is filed even if no reply can be built.
  const built = await buildVacation(vacation).catch((err: unknown) =>
    log.error({ err, mailId }, 'a vacation reply could not be built'),
  );
  if (!built) return [];
  const blob = stageBlob(Buffer.concat([Buffer.from('Return-Path: <>\r\n'), built.raw]));
  await insertBlobs(tx, [blob]);
  await insertMails(tx, [
    {
      id,
      blobId: blob.id,
      size: blob.size,
      reversePath: '',
      source: 'generated',
      messageId: built.messageId,
      protocol: 'LOCAL',
      smtputf8: built.smtpUtf8,
      deliveries: deliveries.map((delivery) => ({ ...delivery, notify: ['NEVER'] })),
    },
  ]);
  await insertEvents(tx, [{ mailId, deliveryId, kind: 'answered', detail: { mailId: id } }]);
  return [
    {
      deliveryIds: deliveries.filter((delivery) => delivery.accountId != null).map((delivery) => delivery.id),
      destinations: deliveries.flatMap(({ destination }) => destination ?? []),
    },
  ];
}
