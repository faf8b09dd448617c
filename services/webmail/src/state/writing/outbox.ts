import { TRIED } from '../../shell/waiting-mails.ts';
import { text } from '../../words/index.ts';
import { writingText } from '../../words/writing/index.ts';
import { EVERYTHING } from '../events.ts';
import { watchLine } from '../line.ts';
import { useMail } from '../mail.ts';
import { growingPauses } from '../pauses.ts';
import { refresh } from '../refresh.ts';
import { stayOpen } from '../stay-open.ts';
import { show } from '../toasts.ts';
import { askForSync } from './background.ts';
import { type Draft, fault, isUploading } from './draft.ts';
import { change, find, useWriting } from './drafts.ts';
import { saveAll } from './saving.ts';
import { send } from './sending.ts';
import { uploadWaiting } from './uploads.ts';

/** Waiting times before a message that waits despite a connection is sent again. */
const PAUSES = { firstMs: 1_000, longestMs: 60_000 } as const;

/** Returns whether a draft can be sent as soon as there is a connection: no upload is running. */
function isReady(draft: Draft): boolean {
  return draft.toGo !== null && !draft.isSending && !isUploading(draft);
}

/** Sends the waiting messages one after the other. */
async function sendWaiting(): Promise<void> {
  for (const { key } of useWriting.getState().drafts) {
    // It may have been taken out while another one was sent.
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
 * Sends waiting messages as soon as there is a connection, and saves unsaved drafts, until the signal. One lost request counts as a lost
 * connection although the event stream stays open, so the connection is checked, and then what was missed is read.
 * @param begin runs before: takes over what closed windows left
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
  let mayClose: (() => void) | undefined;
  const look = (): void => {
    const hasFiles = useWriting.getState().drafts.some((draft) => draft.toGo && isUploading(draft));
    if (!hasFiles) mayClose?.();
    // Files that are not uploaded would be lost with this window, so the browser asks before it closes.
    mayClose = hasFiles ? (mayClose ?? stayOpen()) : undefined;
    if (!useMail.getState().isOffline && useWriting.getState().drafts.some(isReady)) again.wait();
  };
  const stopLooking = useWriting.subscribe(look);
  const stop = useMail.subscribe((now, before) => {
    if (!before.isOffline || now.isOffline) return;
    void go();
    if (now.client) void refresh(new Set(EVERYTHING));
  });
  // The worker has tried what closed windows left.
  const tried = new BroadcastChannel(TRIED);
  tried.onmessage = () => void go();
  // A sync that came while this page had the mails found nothing to send.
  const close = (): void => {
    if (useWriting.getState().drafts.some(({ toGo }) => toGo)) void askForSync().catch(() => undefined);
  };
  window.addEventListener('pagehide', close, { signal });
  signal.addEventListener('abort', () => {
    tried.close();
    stopLooking();
    stop();
    mayClose?.();
  });
  void go();
}
