import { request } from '../jmap/client.ts';
import { idOf } from '../jmap/ids.ts';
import { part } from '../shell/part.ts';
import { isBehind } from './account.ts';
import { whileAlone } from './locks.ts';
import { noteFailure, useMail } from './mail.ts';
import { growingPauses } from './pauses.ts';
import { refresh } from './refresh.ts';

/** Ms within which several changes are one. */
const GATHER_MS = 150;
/** Until a stream that ended is opened again. */
const PAUSES = { firstMs: 1_000, longestMs: 120_000 } as const;
/** Ms; a stream that ends sooner may do so each time. */
const LASTING_MS = 30_000;
/** Between tabs: something may have been missed. */
const LOOK = 'look';
export const EVERYTHING = ['Email', 'Mailbox', 'EmailSubmission', 'Identity', 'ShareNotification'];

/**
 * Hears of changes (RFC 8620 7.3) until the returned function is called. One tab of a browser has the stream and tells the others: a
 * browser opens six connections to a server of HTTP/1.1, in all of its tabs. When the stream comes to another tab, each looks for what
 * it missed.
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
  // Of a stream that has lost its line nothing is heard for minutes.
  window.addEventListener('offline', () => useMail.setState({ isOffline: true }), { signal: end.signal });
  return () => {
    clearTimeout(timer);
    end.abort();
    others.close();
  };
}

/**
 * A stream that is opened again however it ended. What was missed meanwhile may be anything. Types of another account have it in front
 * of them, as ids have.
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
      // The browser would open it again each few seconds, but not where it was refused.
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

/** The server tells whole seconds: what comes in the one in which the page began is new. */
const began = Math.floor(Date.now() / 1_000) * 1_000 - 1;

/** Without the part that tells, what is new is seen all the same. */
async function notifyOfNew(types: ReadonlySet<string>, notifies: boolean): Promise<void> {
  const load = part('new-mail', () => import('./new-mail.ts'));
  await load.then((it) => it.notifyOfNew(types, notifies, began)).catch(() => undefined);
}
