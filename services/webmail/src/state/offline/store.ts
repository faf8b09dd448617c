import { LAST_ACCOUNT } from './types.ts';

/** `things`: data of the account; `views`: lists by mailbox; `messages`; `changes`: changes made without a connection, in order. */
export type Store = 'things' | 'views' | 'messages' | 'changes';

const STORES: readonly Store[] = ['things', 'views', 'messages', 'changes'];
const VERSION = 1;

function nameOf(accountId: string): string {
  return `postroom.${accountId}`;
}

let opened: { readonly accountId: string; readonly db: Promise<IDBDatabase> } | undefined;

function open(accountId: string): Promise<IDBDatabase> {
  if (opened?.accountId === accountId) return opened.db;
  // The person signed out, here or in another tab, while something was still to be written.
  if (localStorage.getItem(LAST_ACCOUNT) !== accountId) return Promise.reject(new Error('nothing is kept of it'));
  const request = indexedDB.open(nameOf(accountId), VERSION);
  request.onupgradeneeded = () => {
    for (const store of STORES) request.result.createObjectStore(store, { autoIncrement: store === 'changes' });
  };
  const db = settled(request).then((base) => {
    // Another tab signs out and deletes the database.
    base.onversionchange = () => {
      base.close();
      opened = undefined;
    };
    return base;
  });
  opened = { accountId, db };
  db.catch(() => {
    opened = undefined;
  });
  return db;
}

function settled<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function within<Result>(
  accountId: string,
  store: Store,
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> {
  const transaction = (await open(accountId)).transaction(store, mode);
  const result = settled(work(transaction.objectStore(store)));
  if (mode === 'readwrite')
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
  return result;
}

/** Reads a value. Like all functions here, it rejects where the browser has no storage. */
export function read<Value>(accountId: string, store: Store, key: string): Promise<Value | undefined> {
  return within(accountId, store, 'readonly', (values) => values.get(key));
}

export function readAll<Value>(accountId: string, store: Store): Promise<Value[]> {
  return within(accountId, store, 'readonly', (values) => values.getAll());
}

export function readKeys(accountId: string, store: Store): Promise<IDBValidKey[]> {
  return within(accountId, store, 'readonly', (values) => values.getAllKeys());
}

export function count(accountId: string, store: Store): Promise<number> {
  return within(accountId, store, 'readonly', (values) => values.count());
}

export async function write(accountId: string, store: Store, value: unknown, key?: string): Promise<void> {
  await within(accountId, store, 'readwrite', (values) => values.put(value, key));
}

export async function remove(accountId: string, store: Store, key: IDBValidKey | IDBKeyRange): Promise<void> {
  await within(accountId, store, 'readwrite', (values) => values.delete(key));
}

/** Deletes everything of the account from this device. */
export async function forgetStore(accountId: string): Promise<void> {
  const { db } = opened ?? {};
  if (opened?.accountId === accountId) opened = undefined;
  await db?.then((base) => base.close()).catch(() => undefined);
  await settled(indexedDB.deleteDatabase(nameOf(accountId)));
}
