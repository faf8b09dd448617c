export * from './accept.ts';
export { dropCarriedFacts, readCarriedFacts } from './carried-facts.ts';
export * from './claim.ts';
export * from './depth.ts';
export { noteDisposition, type ReportedDisposition } from './disposition.ts';
export * from './due.ts';
export * from './events.ts';
export { keepForwardedSender, readForwardedSender, trimForwardedSenders } from './forwarded-senders.ts';
export { heldMails } from './held.ts';
export { holdMailOf, releaseMailOf } from './hold-mail-of.ts';
export { isTraced } from './is-traced.ts';
export type { JunkReason } from './junk-reason.ts';
export { readJunkReasons } from './junk-reasons.ts';
export { listQueue, type QueueListFilter, type WaitingState } from './list-queue.ts';
export * from './local.ts';
export * from './mail.ts';
export { mailsByMessageId } from './mails-by-message-id.ts';
export * from './operate.ts';
export * from './operate-many.ts';
export { MAX_QUARANTINED_COUNT, quarantineDepth } from './quarantine/depth.ts';
export { findQuarantined, listQuarantine, type QuarantineFilter, type QuarantinePage } from './quarantine/list.ts';
export type { Quarantine, Quarantined } from './quarantine/quarantine.ts';
export { deleteQuarantined, releaseQuarantined, type Settler } from './quarantine/settle.ts';
export {
  dropQuarantineOf,
  dropQuarantineOfDomain,
  expireQuarantined,
  type QuarantineBounds,
  trimQuarantine,
} from './quarantine/trim.ts';
export { noteTold, ownersToTell, type ToTell, untoldOf } from './quarantine/untold.ts';
export type { QueueFilter } from './queue-filter.ts';
export * from './refusals/find.ts';
export * from './refusals/record.ts';
export * from './refusals/refusal.ts';
export * from './remote.ts';
export * from './remote-report.ts';
export { sentMails } from './sent-mails.ts';
export * from './steer.ts';
export {
  type KeptStsPolicy,
  keepStsPolicy,
  readStsPolicy,
  takeDueStsPolicies,
  trimStsPolicies,
} from './sts-policies.ts';
export * from './submitted.ts';
export * from './trace.ts';
export * from './trim.ts';
export { DELIVERY_USES_BLOB } from './uses-blob.ts';
export * from './waiting.ts';
export { wasSent } from './was-sent.ts';
export { writtenHere } from './written-here.ts';
