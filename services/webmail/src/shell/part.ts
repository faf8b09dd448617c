/** Returns the files of a part of the page that loads later, by the name of its module. The build writes the list into the page (vite.config.ts). */
function filesOf(name: string): readonly string[] {
  const parts = JSON.parse(document.getElementById('parts')?.textContent ?? '{}') as Record<string, readonly string[]>;
  return parts[name] ?? [];
}

/** An event of the window: the server no longer has a file of this page, because it has a newer release. */
export const OUTDATED = 'postroom.outdated';

/** Ms after which a connection that brings nothing counts as broken. The largest part, which reads PDFs, has 135 kB. */
const MAX_MS = 60_000;

/** Parts that are loaded or loading, by name. */
const parts = new Map<string, Promise<unknown>>();
/** Files that are loaded or loading, by URL; parts share some. */
const files = new Map<string, Promise<void>>();

/** Loads a part of the page once; a failed one can be tried again. Work that awaits a loaded part is done before any later event. */
export function part<T>(name: string, load: () => Promise<T>): Promise<T> {
  const known = parts.get(name) as Promise<T> | undefined;
  if (known) return known;
  const coming = loaded(name, load);
  parts.set(name, coming);
  coming.catch(() => {
    parts.delete(name);
    for (const url of filesOf(name)) files.delete(url);
  });
  return coming;
}

/**
 * Fetches the files of a part before its module is imported. A browser asks for a module once in the life of a page, even when that failed;
 * after the fetch the module comes from the browser's cache.
 */
async function loaded<T>(name: string, load: () => Promise<T>): Promise<T> {
  await fetchFiles(name);
  return load();
}

/** Brings the files of a part into the browser's cache. Throws where one cannot be fetched; it can be tried again. */
export async function fetchFiles(name: string): Promise<void> {
  const urls = filesOf(name);
  try {
    await Promise.all(
      urls.map((url) => {
        const coming = files.get(url) ?? fetched(url);
        files.set(url, coming);
        return coming;
      }),
    );
  } catch (error) {
    for (const url of urls) files.delete(url);
    throw error;
  }
}

async function fetched(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(MAX_MS) });
  if (response.status === 404) dispatchEvent(new Event(OUTDATED));
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  // The whole body has to be in the cache.
  await response.blob();
}
