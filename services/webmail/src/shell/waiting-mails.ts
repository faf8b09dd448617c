/** A mail that waits for a connection, as the service worker needs it to send it while no page is open. */
export interface WaitingMail {
  /** The name of the draft on this device, and of the lock by which one tab, or the worker, has it. */
  readonly name: string;
  readonly accountId: string;
  /** The revision of the draft. */
  readonly revision: number;
  /** What Email/set creates. */
  readonly email: object;
  readonly identityId: string;
  readonly mailFrom: string;
  readonly recipients: readonly string[];
  /** When it is to be sent (ISO); null: at once. */
  readonly at: string | null;
  /** The mailbox of sent mail. */
  readonly sentId: string;
  /** Emails in which the draft was saved. */
  readonly former: readonly string[];
  /** The email that it answers or forwards, and the keyword for that. */
  readonly about: { readonly emailId: string; readonly keyword: string } | null;
  /** There may be an email of it that nobody was told of. */
  readonly isLost: boolean;
  /** The email that may have been sent. */
  readonly unsure: string | null;
  /** It was sent, as that email. */
  readonly isGone: boolean;
}

/** The tag of Background Sync. */
export const SYNC = 'postroom.outbox';
/** Where the worker says that it has tried what it could. */
export const TRIED = 'postroom.outbox';

const [DATABASE, MAILS] = ['postroom-outbox', 'mails'];

async function within<Result>(
  mode: IDBTransactionMode,
  work: (mails: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(MAILS, { keyPath: 'name' });
  const database = await settled(opening);
  try {
    // The mail is on the disk before anything is sent: what is sent must be known after a crash.
    const transaction = database.transaction(MAILS, mode, { durability: 'strict' });
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
    const result = await settled(work(transaction.objectStore(MAILS)));
    await done;
    return result;
  } finally {
    database.close();
  }
}

function settled<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export async function putWaiting(mail: WaitingMail): Promise<void> {
  await within('readwrite', (mails) => mails.put(mail));
}

export function readWaiting(name: string): Promise<WaitingMail | undefined> {
  return within<WaitingMail | undefined>('readonly', (mails) => mails.get(name));
}

export function readAllWaiting(): Promise<WaitingMail[]> {
  return within<WaitingMail[]>('readonly', (mails) => mails.getAll());
}

export async function removeWaiting(name: string): Promise<void> {
  await within('readwrite', (mails) => mails.delete(name));
}
