import {
  abortStrayUploads,
  type BlobStore,
  collectBlobs,
  collectObjects,
  collectStrayChunks,
  FOLDERS,
  sweepObjects,
  trimUploads,
  UPLOAD_USES_BLOB,
} from '@postroom/blobs';
import {
  trimApplications,
  trimAppPasswords,
  trimInvitations,
  trimReservedNames,
  trimSessions,
} from '@postroom/directory';
import { DMARC_REPORTS, REPORT_USES_BLOB, TLS_REPORTS, trimDays, trimReports } from '@postroom/feedback';
import { dropThinSegments, MESSAGE_USES_BLOB, trimTombstones } from '@postroom/mailbox';
import { trimReplies, trimSending } from '@postroom/sending';
import {
  DELIVERY_USES_BLOB,
  expireQuarantined,
  type QuarantineBounds,
  trimForwardedSenders,
  trimMails,
  trimQuarantine,
  trimRefusals,
  trimStsPolicies,
} from '@postroom/transit';

export interface HousekeepingOptions {
  blobGraceMs: number;
  tombstoneMs: number;
  traceMs: number;
  refusalMs: number;
  quarantineMs: number;
  quarantine: QuarantineBounds;
  reportMs: number;
  orphanMs: number;
  applicationMs: number;
}

/** All tables that refer to blobs. */
const BLOB_USES = [MESSAGE_USES_BLOB, DELIVERY_USES_BLOB, UPLOAD_USES_BLOB, REPORT_USES_BLOB];

const BATCH = 500;
const MAX_BATCHES = 200; // in one turn; the rest waits for the next
const DAY = 24 * 3_600_000;
/** How long data for reports is kept: of reports that were never sent, and the results of those that were. */
const MEASURED_MS = 14 * DAY;

/** Removes what is not needed any more, in small transactions. */
export async function runHousekeeping(store: BlobStore, options: HousekeepingOptions): Promise<void> {
  const { pool } = store;
  await repeat(() => trimUploads(pool, new Date(Date.now() - DAY), BATCH));
  await repeat(() => collectBlobs(pool, { graceMs: options.blobGraceMs, limit: BATCH, uses: BLOB_USES }));
  await repeat(() => trimMails(pool, new Date(Date.now() - options.traceMs), BATCH));
  await repeat(() => expireQuarantined(pool, new Date(Date.now() - options.quarantineMs), BATCH));
  await repeat(() => trimQuarantine(pool, options.quarantine, BATCH));
  await trimRefusals(pool, new Date(Date.now() - options.refusalMs));
  await repeat(() => trimReports(pool, new Date(Date.now() - options.reportMs), BATCH));
  for (const kind of [DMARC_REPORTS, TLS_REPORTS])
    await repeat(() => trimDays(pool, kind, new Date(Date.now() - MEASURED_MS), BATCH));
  await collectStrayChunks(pool, new Date(Date.now() - options.orphanMs));
  await trimTombstones(pool, new Date(Date.now() - options.tombstoneMs));
  await trimSending(pool, new Date(Date.now() - options.tombstoneMs));
  await repeat(() => trimStsPolicies(pool, BATCH));
  await repeat(() => trimForwardedSenders(pool, BATCH));
  await repeat(() => trimReplies(pool, BATCH));
  await repeat(() => trimSessions(pool, BATCH));
  await repeat(() => trimAppPasswords(pool, BATCH));
  await repeat(() => trimReservedNames(pool, BATCH));
  const oldApplications = new Date(Date.now() - options.applicationMs);
  await repeat(() => trimApplications(pool, oldApplications, BATCH));
  await repeat(() => trimInvitations(pool, oldApplications, BATCH));
  await dropThinSegments(pool);
  // Last, because it fails when the object store is away.
  await repeat(() => collectObjects(store, BATCH));
}

/** The interval between sweeps of one of the 256 folders of the object store, so that each has its turn within two days. */
export const SWEEP_OBJECTS_MS = 10 * 60_000;

/** Finds objects of messages that were never accepted. The time decides on the folder. */
export async function sweepObjectStore(store: BlobStore, orphanMs: number): Promise<void> {
  const turn = Math.floor(Date.now() / SWEEP_OBJECTS_MS) % FOLDERS.length;
  if (turn === 0) await abortStrayUploads(store, new Date(Date.now() - DAY));
  await sweepObjects(store, FOLDERS[turn] as string, new Date(Date.now() - orphanMs));
}

async function repeat(work: () => Promise<number>): Promise<void> {
  for (let batch = 0; batch < MAX_BATCHES; batch++) if ((await work()) < BATCH) return;
}
