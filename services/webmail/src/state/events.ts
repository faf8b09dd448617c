import { request } from '../jmap/client.ts';
import { idOf } from '../jmap/ids.ts';
import { part } from '../shell/part.ts';
import { isBehind } from './account.ts';
import { whileAlone } from './locks.ts';
import { noteFailure, useMail } from './mail.ts';
import { growingPauses } from './pauses.ts';
import { refresh } from './refresh.ts';

/** Changes within this time are handled together. */
const GATHER_MS = 150;
/** Waiting times before a stream that ended is opened again. */
const PAUSES = { firstMs: 1_000, longestMs: 120_000 } as const;
/** Only after a stream lasted this long does the wait start short again: one that ends sooner may end so each time. */
const LASTING_MS = 30_000;
/** Tells the other tabs to check whether they missed something. */
const LOOK = 'look';
export const EVERYTHING = ['Email', 'Mailbox', 'EmailSubmission', 'Identity', 'ShareNotification'];

/**
 * Follows the server's changes (RFC 8620 7.3) until the returned function is called. One tab has the event stream and tells the others,
 * because with HTTP/1.1 a browser opens only six connections to a server from all tabs. When another tab takes the stream over, each tab
 * checks whether it missed something.
 */
export function followChanges(accountId: string): () => void {
  const end = new AbortController();
  const others = new BroadcastChannel(`postroom.changes.${accountId}`);
  const types = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hear = (changed: readonly string[], notifies: boolean): void => {
    for (const type of changed) types.add(type);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const all = new Set(types);
      types.clear();
      void notifyOfNew(all, notifies).then(() => refresh(all));
    }, GATHER_MS);
  };
  const look = async (): Promise<void> => {
    if (await isBehind().catch(() => false)) hear(EVERYTHING, false);
  };
  others.onmessage = ({ data }: MessageEvent<readonly string[] | typeof LOOK>) =>
    data === LOOK ? void look() : hear(data, false);
  whileAlone(`postroom.events.${accountId}`, end.signal, (signal) => {
    const begin = (): void => {
      others.postMessage(LOOK);
      void look();
    };
    openStream(accountId, signal, begin, (changed) => {
      others.postMessage(changed);
      hear(changed, true);
    });
  });
  void look();
  const comeBack = (): void => hear(EVERYTHING, false);
  window.addEventListener('online', comeBack, { signal: end.signal });
  // A stream whose connection is lost may stay silent for minutes.
  window.addEventListener('offline', () => useMail.setState({ isOffline: true }), { signal: end.signal });
  return () => {
    clearTimeout(timer);
    end.abort();
    others.close();
  };
}

/**
 * Opens the event stream, and again whenever it ends. After a gap everything may have changed. Types of another account get its id as a
 * prefix, like ids.
 */
function openStream(
  accountId: string,
  signal: AbortSignal,
  begin: () => void,
  onChanged: (types: string[]) => void,
): void {
  let isFirst = true;
  let openedAt = Number.POSITIVE_INFINITY;
  const open = (): void => {
    if (signal.aborted) return;
    const source = new EventSource('/jmap/events?types=*&closeafter=no&ping=60');
    const close = (): void => source.close();
    signal.addEventListener('abort', close, { once: true });
    source.onopen = () => {
      openedAt = performance.now();
      useMail.setState({ isOffline: false });
      if (!isFirst) onChanged(EVERYTHING);
      else begin();
      isFirst = false;
    };
    source.addEventListener('state', ({ data }: MessageEvent<string>) => {
      const { changed } = JSON.parse(data) as { changed: Record<string, object> };
      const types = Object.entries(changed).map(([owner, states]) =>
        Object.keys(states).map((type) => (owner === accountId ? type : idOf(owner, type))),
      );
      onChanged(types.flat());
    });
    source.onerror = () => {
      if (!navigator.onLine) useMail.setState({ isOffline: true });
      // The browser itself would reconnect every few seconds, but not after a refusal.
      if (source.readyState === EventSource.CLOSED) void request('/session').catch(noteFailure);
      close();
      signal.removeEventListener('abort', close);
      if (performance.now() - openedAt > LASTING_MS) pauses.reset();
      openedAt = Number.POSITIVE_INFINITY;
      pauses.wait();
    };
  };
  const pauses = growingPauses(open, PAUSES, signal);
  const stop = useMail.subscribe((now, before) => before.isOffline && !now.isOffline && pauses.hope());
  signal.addEventListener('abort', stop);
  open();
}

/** ms; a little before the page began, because the server's times are whole seconds and mail of that second counts as new. */
const began = Math.floor(Date.now() / 1_000) * 1_000 - 1;

/** Shows a notification of new mail. Where its part cannot be loaded, the list still shows the mail. */
async function notifyOfNew(types: ReadonlySet<string>, notifies: boolean): Promise<void> {
  const load = part('new-mail', () => import('./new-mail.ts'));
  await load.then((it) => it.notifyOfNew(types, notifies, began)).catch(() => undefined);
}
