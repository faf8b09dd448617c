import { text } from '../../words/index.ts';
import { writingText } from '../../words/writing/index.ts';
import { EVERYTHING } from '../events.ts';
import { watchLine } from '../line.ts';
import { useMail } from '../mail.ts';
import { growingPauses } from '../pauses.ts';
import { refresh } from '../refresh.ts';
import { stayOpen } from '../stay-open.ts';
import { show } from '../toasts.ts';
import { type Draft, fault, isUploading } from './draft.ts';
import { change, find, useWriting } from './drafts.ts';
import { saveAll } from './saving.ts';
import { send } from './sending.ts';
import { uploadWaiting } from './uploads.ts';

/** Until what waits though there is a connection is sent again. */
const PAUSES = { firstMs: 1_000, longestMs: 60_000 } as const;

/** Whether it can go as soon as there is a connection: its files are there, or will never be. */
function isReady(draft: Draft): boolean {
  return draft.toGo !== null && !draft.isSending && !isUploading(draft);
}

/** One after the other. */
async function sendWaiting(): Promise<void> {
  for (const { key } of useWriting.getState().drafts) {
    // While another one was sent it may have been taken out.
    const draft = find(key);
    if (!draft || !isReady(draft)) continue;
    const wrong = fault(draft);
    if (wrong) {
      change(key, { toGo: null, isSmall: false });
      show(writingText('outbox.fault', { reason: text(wrong.word, wrong.values) }));
      continue;
    }
    const at = draft.toGo?.at ? new Date(draft.toGo.at) : null;
    await send(key, at && at.getTime() > Date.now() ? at : null);
  }
}

/**
 * Sends what waits, as soon as there is a connection, until it is aborted, and saves what was not. One request that was lost counts as
 * none, though the stream is as it was: so it is looked again, and then for what was missed.
 * @param begin comes before: what closed windows left
 */
export function watchOutbox(accountId: string, begin: () => Promise<void>, signal: AbortSignal): void {
  const line = watchLine(accountId, signal);
  const go = async (): Promise<void> => {
    await begin();
    if (signal.aborted) return;
    uploadWaiting();
    await sendWaiting();
    await saveAll();
    if (useMail.getState().isOffline) return;
    line.reset();
    again.reset();
  };
  const again = growingPauses(() => void sendWaiting().then(look), PAUSES, signal);
  let stays: Disposable | undefined;
  const look = (): void => {
    const hasFiles = useWriting.getState().drafts.some((draft) => draft.toGo && isUploading(draft));
    if (!hasFiles) stays?.[Symbol.dispose]();
    // Files that have not gone yet would go with this window, from a mail that is to be sent.
    stays = hasFiles ? (stays ?? stayOpen()) : undefined;
    if (!useMail.getState().isOffline && useWriting.getState().drafts.some(isReady)) again.wait();
  };
  const stopLooking = useWriting.subscribe(look);
  const stop = useMail.subscribe((now, before) => {
    if (!before.isOffline || now.isOffline) return;
    void go();
    if (now.client) void refresh(new Set(EVERYTHING));
  });
  signal.addEventListener('abort', () => {
    stopLooking();
    stop();
    stays?.[Symbol.dispose]();
  });
  void go();
}
