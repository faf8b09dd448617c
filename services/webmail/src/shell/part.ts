/** The files of each part of the page that comes later, by the name of its module; the build writes it (vite.config.ts). */
declare const PART_FILES: Readonly<Record<string, readonly string[]>>;

/** A line that is there and brings nothing counts as broken, ms. The largest part, which reads PDFs, has 135 kB on the line. */
const MAX_MS = 60_000;

/**
 * Loads a part of the page, or fails and can be tried again: a browser asks once in the life of a page for a module, and never again when
 * that failed. So its files are fetched first, and come from the browser's cache then.
 */
export async function part<T>(name: string, load: () => Promise<T>): Promise<T> {
  await Promise.all((PART_FILES[name] ?? []).map(fetched));
  return load();
}

async function fetched(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(MAX_MS) });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  // All of it has to be here.
  await response.blob();
}
