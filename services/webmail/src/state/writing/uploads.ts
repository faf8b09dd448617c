import { create } from 'zustand';
import { newKey } from '../../format/random.ts';
import { RequestFailed } from '../../jmap/client.ts';
import { text } from '../../words/index.ts';
import { client, isOfflineError, noteFailure, useMail } from '../mail.ts';
import { showError } from '../show-error.ts';
import { show } from '../toasts.ts';
import type { Attachment, Draft } from './draft.ts';
import { change, find } from './drafts.ts';
import { edit } from './saving.ts';

/** Uploads at the same time; the server allows four requests of an account. */
const AT_ONCE = 3;

/** How often an upload is tried whose connection broke: something on the way may cut off every file of that size. */
const TRIES = 5;

interface Upload {
  readonly draft: string;
  readonly file: File;
  readonly stop: AbortController;
  readonly tries: number;
}

/** The share of each file that is uploaded, 0 to 1, by the key of its attachment. */
export const useUploads = create<{ readonly progress: Readonly<Record<string, number>> }>(() => ({ progress: {} }));

const waiting = new Map<string, Upload>();
const running = new Map<string, Upload>();
/** URLs of the pictures that this tab has, by attachment. */
const pictures = new Map<string, string>();
/** Uploads that failed, as long as this tab has their files. */
const failed = new Map<string, Upload>();

/**
 * Attaches files and uploads them. Returns the new attachments.
 * @param place `shown`: in the text; `begun`: in the text from its beginning, which is no change that needs saving
 */
export function attach(
  key: string,
  files: Iterable<File>,
  place: 'beside' | 'shown' | 'begun' = 'beside',
): readonly Attachment[] {
  const draft = find(key);
  if (!draft || draft.isSending) return [];
  const isShown = place !== 'beside';
  const entries: Attachment[] = [];
  for (const file of files) {
    const id = newKey();
    entries.push({
      key: id,
      name: file.name,
      type: file.type || 'application/octet-stream',
      size: file.size,
      blobId: null,
      failed: false,
      cid: isShown ? `${id}@postroom` : null,
    });
    if (isShown) pictures.set(id, URL.createObjectURL(file));
    waiting.set(id, { draft: key, file, stop: new AbortController(), tries: 0 });
  }
  if (entries.length === 0) return [];
  put(key, { attachments: [...draft.attachments, ...entries] }, place === 'begun' && draft.revision === 0);
  uploadWaiting();
  return entries;
}

/** Returns the URL of a picture in a text: on this device as long as this tab has it, else on the server. */
export function pictureUrl(key: string, cid: string): string | undefined {
  const found = find(key)?.attachments.find((each) => each.cid === cid);
  if (!found) return undefined;
  const here = pictures.get(found.key);
  return here ?? (found.blobId === null ? undefined : client().downloadUrl(found.blobId, found.name, found.type));
}

/** Removes a file from a message, with an undo. */
export function detach(key: string, attachment: string): void {
  const draft = find(key);
  const at = draft?.attachments.findIndex((each) => each.key === attachment) ?? -1;
  const gone = draft?.attachments[at];
  if (!draft || !gone || draft.isSending) return;
  const upload = running.get(attachment) ?? waiting.get(attachment) ?? failed.get(attachment);
  running.get(attachment)?.stop.abort();
  waiting.delete(attachment);
  failed.delete(attachment);
  edit(key, { attachments: draft.attachments.toSpliced(at, 1) });
  const undo = { label: text('app.undo'), run: () => comeBack(key, gone, at, upload) };
  show(text('compose.detached', { name: gone.name }), undo);
}

/** Puts a removed file back, and uploads it again if it had not arrived. */
function comeBack(key: string, gone: Attachment, at: number, upload: Upload | undefined): void {
  const draft = find(key);
  if (!draft || draft.isSending) return;
  edit(key, { attachments: draft.attachments.toSpliced(at, 0, { ...gone, failed: gone.failed && !upload }) });
  if (gone.blobId !== null || !upload) return;
  waiting.set(gone.key, { ...upload, stop: new AbortController(), tries: 0 });
  uploadWaiting();
}

/** Returns whether this tab still has the file of a failed upload. */
export function canRetry(attachment: string): boolean {
  return failed.has(attachment);
}

export function retry(key: string, attachment: string): void {
  const upload = failed.get(attachment);
  if (!upload) return;
  failed.delete(attachment);
  update(key, attachment, { failed: false });
  waiting.set(attachment, { ...upload, stop: new AbortController(), tries: 0 });
  uploadWaiting();
}

/** Stops the uploads of a discarded draft. */
export function abandon(key: string): void {
  for (const files of [waiting, failed]) {
    for (const [id, { draft }] of files) if (draft === key) files.delete(id);
  }
  for (const { draft, stop } of running.values()) if (draft === key) stop.abort();
}

/** Stops all uploads. */
export function stopUploads(): void {
  waiting.clear();
  failed.clear();
  for (const url of pictures.values()) URL.revokeObjectURL(url);
  pictures.clear();
  for (const { stop } of running.values()) stop.abort();
}

function update(key: string, attachment: string, changed: Partial<Attachment>): void {
  const draft = find(key);
  if (!draft?.attachments.some((each) => each.key === attachment)) return;
  const changedOne = (each: Attachment): Attachment => (each.key === attachment ? { ...each, ...changed } : each);
  put(key, { attachments: draft.attachments.map(changedOne) }, draft.revision === 0);
}

/** Changes the attachments. @param isUntouched the person has not written yet, so there is nothing to save */
function put(key: string, changed: Pick<Draft, 'attachments'>, isUntouched: boolean): void {
  if (isUntouched) change(key, changed);
  else edit(key, changed);
}

/** Starts waiting uploads; without a connection they keep waiting. */
export function uploadWaiting(): void {
  for (const [id, upload] of waiting) {
    if (running.size >= AT_ONCE || useMail.getState().isOffline) return;
    waiting.delete(id);
    running.set(id, upload);
    void run(id, upload).finally(() => {
      running.delete(id);
      const { [id]: _gone, ...progress } = useUploads.getState().progress;
      useUploads.setState({ progress });
      uploadWaiting();
    });
  }
}

async function run(id: string, upload: Upload): Promise<void> {
  const { draft, file, stop } = upload;
  const note = (sent: number): void => {
    const share = file.size ? sent / file.size : 1;
    useUploads.setState({ progress: { ...useUploads.getState().progress, [id]: share } });
  };
  try {
    const { blobId } = await client().upload(file, note, stop.signal);
    update(draft, id, { blobId });
  } catch (error) {
    if (stop.signal.aborted) return;
    noteFailure(error);
    if (isOfflineError(error) && upload.tries + 1 < TRIES) {
      waiting.set(id, { ...upload, tries: upload.tries + 1 });
      return;
    }
    failed.set(id, upload);
    update(draft, id, { failed: true });
    // The file itself shows that it failed; a toast is shown only to say when to try again.
    if (error instanceof RequestFailed && error.retrySeconds !== undefined) showError(error);
  }
}
