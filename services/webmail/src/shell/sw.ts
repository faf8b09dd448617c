import { sendAllWaiting } from './outbox.ts';
import { SYNC } from './waiting-mails.ts';

/** The paths of all files of the page; the build writes them (vite.config.ts). */
declare const SHELL_FILES: readonly string[];

interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetched extends Event {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface Syncing extends Extendable {
  readonly tag: string;
}
interface Scope {
  addEventListener(type: 'install' | 'activate', listener: (event: Extendable) => void): void;
  addEventListener(type: 'sync', listener: (event: Syncing) => void): void;
  addEventListener(type: 'fetch', listener: (event: Fetched) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
}

const CACHE = 'postroom-shell';
/** Ms after which a connection that brings nothing counts as none. */
const SLOW_MS = 4_000;
/** The most files in the cache. Files of earlier releases are kept for tabs that still run them. */
const MAX_FILES = 200;

const scope = self as unknown as Scope;
const own = new Set(SHELL_FILES);

scope.addEventListener('install', (event) => event.waitUntil(fill().then(() => scope.skipWaiting())));
scope.addEventListener('activate', (event) => event.waitUntil(tidy().then(() => scope.clients.claim())));
// Background Sync, where the browser has it: the connection is back, and perhaps no page is open.
scope.addEventListener('sync', (event) => {
  if (event.tag === SYNC) event.waitUntil(sendAllWaiting());
});
scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  // Names of assets contain their hash, so the cache is always right. Mail and other personal data are never cached.
  if (pathname.startsWith('/assets/')) event.respondWith(kept(request));
  else if (own.has(pathname)) event.respondWith(fresh(request));
  // Without a connection every other address shows the page, too.
  else if (request.mode === 'navigate' && !/^\/(?:jmap|account|join)\b/.test(pathname))
    event.respondWith(answered(request).catch(() => page()));
});

async function fill(): Promise<void> {
  const cache = await caches.open(CACHE);
  const there = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname));
  const wanted = SHELL_FILES.filter((path) => !path.startsWith('/assets/') || !there.has(path));
  await Promise.all(wanted.map((path) => cache.add(new Request(path, { cache: 'no-cache' }))));
}

async function tidy(): Promise<void> {
  const cache = await caches.open(CACHE);
  const keys = await cache.keys();
  if (keys.length <= MAX_FILES) return;
  await Promise.all(keys.filter(({ url }) => !own.has(new URL(url).pathname)).map((key) => cache.delete(key)));
}

async function kept(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

async function page(): Promise<Response> {
  return (await caches.match('/')) ?? Response.error();
}

/** Fetches; throws where no server is reached, or a proxy in front of it says so. */
async function answered(request: Request): Promise<Response> {
  const response = await fetch(request);
  if (response.status > 501) throw new Error(`no server: ${response.status}`);
  return response;
}

/** Returns the file from the server; without a connection, or a slow one, the cached response with its policies. */
async function fresh(request: Request): Promise<Response> {
  const before = await caches.match(new URL(request.url).pathname);
  if (!before) return fetch(request);
  const slow = new Promise<Response>((resolve) => setTimeout(() => resolve(before), SLOW_MS));
  return Promise.race([answered(request).catch(() => before), slow]);
}
