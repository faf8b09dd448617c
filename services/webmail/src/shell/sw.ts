/** What the page is made of, each by its path; the build writes it (vite.config.ts). */
declare const SHELL_FILES: readonly string[];

interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetched extends Event {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface Scope {
  addEventListener(type: 'install' | 'activate', listener: (event: Extendable) => void): void;
  addEventListener(type: 'fetch', listener: (event: Fetched) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
}

const CACHE = 'postroom-shell';
/** Ms after which a line that is there and brings nothing counts as none. */
const SLOW_MS = 4_000;
/** Files of releases before are kept for tabs that still run them, so many in all. */
const MAX_FILES = 200;

const scope = self as unknown as Scope;
const own = new Set(SHELL_FILES);

scope.addEventListener('install', (event) => event.waitUntil(fill().then(() => scope.skipWaiting())));
scope.addEventListener('activate', (event) => event.waitUntil(tidy().then(() => scope.clients.claim())));
scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  // Names of assets have their hash in them. Mail and all else that is anybody's passes by.
  if (pathname.startsWith('/assets/')) event.respondWith(kept(request));
  else if (own.has(pathname)) event.respondWith(fresh(request));
  // Without a line too the page is at every address that is nothing else.
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

/** Throws where no server is reached, or what stands in front of it says so. */
async function answered(request: Request): Promise<Response> {
  const response = await fetch(request);
  if (response.status > 501) throw new Error(`no server: ${response.status}`);
  return response;
}

/** As the server has it; without a line as it was, with the policies that it came with. */
async function fresh(request: Request): Promise<Response> {
  const before = await caches.match(new URL(request.url).pathname);
  if (!before) return fetch(request);
  const slow = new Promise<Response>((resolve) => setTimeout(() => resolve(before), SLOW_MS));
  return Promise.race([answered(request).catch(() => before), slow]);
}
