import { sendJson } from '../jmap/client.ts';
import {
  type AccountPreferences,
  type Change,
  inTurn,
  known,
  others,
  readKept,
  show,
  usePreferences,
  waiting,
} from './account-preferences.ts';
import { alone } from './locks.ts';
import { noteFailure } from './mail.ts';
import { showError } from './show-error.ts';

/** Senders at most; the first ones go. */
const MAX_SENDERS = 1_000;
/** Characters that a request which outlives its page has at most: browsers send 64 KiB of all of those together (Fetch 4.6). */
const MAX_LASTING = 16_000;

function keep(changed: Partial<AccountPreferences>): Promise<Response> {
  const keepalive = JSON.stringify(changed).length <= MAX_LASTING;
  return sendJson('PATCH', '/account/preferences', changed, { keepalive });
}

/**
 * Changes them here at once, and there behind it; what is refused is taken back and said. Returns whether it is kept.
 * @param change of lists: what becomes of those that the account has by then
 */
export async function changePreferences(change: Partial<AccountPreferences> | Change): Promise<boolean> {
  const { accountId, ...before } = usePreferences.getState();
  const changes: Change = typeof change === 'function' ? change : () => change;
  waiting.add(changes);
  show(accountId);
  const reading = new AbortController();
  // Who leaves before it is read what the account has by then, leaves what is known here.
  const leave = (): void => void keep(changes(before)).catch(() => undefined);
  window.addEventListener('pagehide', leave, { signal: reading.signal });
  // Another tab would write over it what it has read before.
  const write = async (): Promise<void> => {
    const kept = typeof change === 'function' ? await readKept() : known.now;
    reading.abort();
    const wanted = changes(kept);
    await keep(wanted);
    if (usePreferences.getState().accountId === accountId) known.now = { ...kept, ...wanted };
  };
  try {
    await inTurn(() => alone(`postroom.preferences.${accountId}`, write));
    others.postMessage(accountId);
    return true;
  } catch (error) {
    noteFailure(error);
    showError(error);
    return false;
  } finally {
    reading.abort();
    waiting.delete(changes);
    show(accountId);
  }
}

/** Shows pictures of a sender always, or asks again. */
export async function showPicturesOf(sender: string, wants: boolean): Promise<void> {
  const address = sender.toLowerCase();
  await changePreferences(({ picturesFrom }) => {
    const rest = picturesFrom.filter((one) => one !== address);
    return { picturesFrom: wants ? [...rest, address].slice(-MAX_SENDERS) : rest };
  });
}
