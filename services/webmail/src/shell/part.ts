/** The files of a part of the page that comes later, by the name of its module, as the build has written them into the page (vite.config.ts). */
function filesOf(name: string): readonly string[] {
  const parts = JSON.parse(document.getElementById('parts')?.textContent ?? '{}') as Record<string, readonly string[]>;
  return parts[name] ?? [];
}

/** A line that is there and brings nothing counts as broken, ms. The largest part, which reads PDFs, has 135 kB on the line. */
const MAX_MS = 60_000;

/** Those that are here or on their way. */
const parts = new Map<string, Promise<unknown>>();
/** The same of files, which parts have in common. */
const files = new Map<string, Promise<void>>();

/** Loads a part of the page, once; where that fails it can be tried again. What is done with one that is here is done before anything that comes later. */
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
 * A browser asks once in the life of a page for a module, and never again when that failed. So its files are fetched first, and come from
 * the browser's cache then.
 */
async function loaded<T>(name: string, load: () => Promise<T>): Promise<T> {
  await Promise.all(
    filesOf(name).map((url) => {
      const coming = files.get(url) ?? fetched(url);
      files.set(url, coming);
      return coming;
    }),
  );
  return load();
}

async function fetched(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(MAX_MS) });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  // All of it has to be here.
  await response.blob();
}
