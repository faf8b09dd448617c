import { RequestFailed, signIn, signOut } from '../jmap/client.ts';
import { part } from '../shell/part.ts';
import { start } from './account.ts';
import { forgetExports } from './gathered.ts';
import { alone } from './locks.ts';
import { client, signedOut, useMail } from './mail.ts';
import { usePending } from './offline/pending.ts';
import { forgetSeen } from './offline/recall.ts';
import { forgetKept, keptNames, leaveAll } from './writing/drafts.ts';

/** localStorage key: set while the server has not yet heard that the person signed out here. */
const LEAVING = 'postroom.leaving';

/** localStorage key: when somebody last signed in here. */
const ENTERED = 'postroom.entered';

let leaving: Promise<void> | undefined;

export function isLeaving(): boolean {
  return localStorage.getItem(LEAVING) !== null;
}

/** Begins with the account that is signed in, unless it signed out here while there was no connection. */
export async function begin(): Promise<void> {
  window.addEventListener('online', () => void endAgain().catch(() => undefined));
  // Another tab signed out, or in.
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key === LEAVING && newValue !== null && useMail.getState().client) leaveHere();
    if (key === ENTERED && useMail.getState().status === 'signed-out') void start();
  });
  if (!isLeaving()) return start(true);
  signedOut();
  await endLeftSession().catch(() => undefined);
}

/** Returns how many messages signing out would lose: those stored only on this device that cannot be saved now either. */
export async function looseMails(): Promise<number> {
  await part('saving', () => import('./writing/saving.ts')).then(
    (it) => it.saveAll(),
    () => undefined,
  );
  return keptNames(client().accountId).length;
}

/** Signs out on this device at once, and at the server as soon as it can be reached. */
export async function leaveAccount(): Promise<void> {
  localStorage.setItem(LEAVING, '');
  leaveHere();
  await endLeftSession().catch(() => undefined);
}

function leaveHere(): void {
  const { accountId } = client();
  leaveAll();
  forgetKept(accountId);
  void forgetExports();
  usePending.setState({ count: 0, mails: 0, replayed: null });
  void forgetSeen(accountId);
  signedOut();
}

/** Signs in, in all tabs. Throws RequestFailed. */
export async function enter(login: string, password: string): Promise<void> {
  await endLeftSession();
  await signIn(login, password);
  localStorage.setItem(ENTERED, String(Date.now()));
  await start();
}

/** Ends the session that was left, if there is one. Throws `offline`. */
async function endLeftSession(): Promise<void> {
  if (!isLeaving()) return;
  leaving ??= alone(LEAVING, endAlone).finally(() => {
    leaving = undefined;
  });
  await leaving;
}

/** Ends it in one tab at a time: a late request of one tab would end the session that begins in another. */
async function endAlone(): Promise<void> {
  if (!isLeaving()) return;
  try {
    await signOut();
  } catch (error) {
    // The session has already ended.
    if (!(error instanceof RequestFailed) || error.kind !== 'signed-out') throw error;
  }
  localStorage.removeItem(LEAVING);
}

/** Tries again when the connection is back, after an attempt from before has failed. */
async function endAgain(): Promise<void> {
  await leaving?.catch(() => undefined);
  await endLeftSession();
}
