import { EVERYTHING } from '../events.ts';
import { call, useMail } from '../mail.ts';
import { refresh } from '../refresh.ts';
import { useWriting } from './drafts.ts';
import { send } from './sending.ts';

/** Ms after which it is looked whether there is a connection again. */
const LOOK_MS = 3_000;

/** One after the other. */
async function sendWaiting(): Promise<void> {
  for (const { key, toGo, isSending } of useWriting.getState().drafts) {
    if (!toGo || isSending) continue;
    const at = toGo.at === null ? null : new Date(toGo.at);
    await send(key, at && at.getTime() > Date.now() ? at : null);
  }
}

/**
 * Sends what waits, as soon as there is a connection, until it is aborted. One request that was lost counts as none, though the stream
 * is as it was: so it is looked again, and then for what was missed. @param begin comes before: what closed windows left
 */
export function watchOutbox(begin: () => Promise<void>, signal: AbortSignal): void {
  const go = async (): Promise<void> => {
    await begin();
    if (!signal.aborted) await sendWaiting();
  };
  const look = (): void => {
    const { isOffline } = useMail.getState();
    const waits = useWriting.getState().drafts.some(({ toGo, isSending }) => toGo && !isSending);
    if (isOffline && (waits || navigator.onLine)) void call([['Core/echo', {}]]).catch(() => undefined);
    if (!isOffline && waits) void sendWaiting();
  };
  const timer = setInterval(look, LOOK_MS);
  const stop = useMail.subscribe((now, before) => {
    if (!before.isOffline || now.isOffline) return;
    void go();
    if (now.client) void refresh(new Set(EVERYTHING));
  });
  window.addEventListener('online', look, { signal });
  signal.addEventListener('abort', () => {
    clearInterval(timer);
    stop();
  });
  void go();
}
