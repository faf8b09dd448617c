import { getDocument, type PDFDocumentProxy, PDFWorker, version } from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';

/** Ms within which a file is there and its first page is known. */
const OPEN_MS = 60_000;
/** Of one picture in a page; a larger one is left out. */
const MAX_PICTURE_PIXELS = 40_000_000;

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

/** The policy of the page lets scripts come from here alone, and asks who says so. */
const trusted = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('postroom-pdf', {
  createScriptURL: (url) => url,
});

/** What a PDF may need beside itself: tables of characters, fonts, decoders. Vite puts it there (vite.config.ts). */
const BESIDE = `/assets/pdfjs-${version}/`;

/** Ms until the script of the worker is asked for again that did not come, each time. */
const WAITS_MS = [1_000, 4_000];

class NoWorker extends Error {}

export interface OpenPdf extends Disposable {
  readonly document: PDFDocumentProxy;
}

/**
 * Reads a PDF in a worker of its own, which ends with it. Scripts and forms of the file do nothing, its links lead nowhere, and nothing is
 * fetched but from here. Rejects for what is none, or is locked by a password (PasswordException).
 */
export async function openPdf(url: string, signal: AbortSignal): Promise<OpenPdf> {
  for (const ms of WAITS_MS) {
    try {
      return await openOnce(url, signal);
    } catch (error) {
      if (!(error instanceof NoWorker)) throw error;
      await new Promise((resolve) => setTimeout(resolve, ms));
    }
  }
  return openOnce(url, signal);
}

async function openOnce(url: string, signal: AbortSignal): Promise<OpenPdf> {
  const port = new Worker(trusted?.createScriptURL(workerUrl) ?? workerUrl, { type: 'module' });
  const worker = PDFWorker.create({ port });
  const task = getDocument({
    url,
    worker,
    disableRange: true,
    disableAutoFetch: true,
    maxImageSize: MAX_PICTURE_PIXELS,
    cMapUrl: `${BESIDE}cmaps/`,
    standardFontDataUrl: `${BESIDE}standard_fonts/`,
    wasmUrl: `${BESIDE}wasm/`,
    // WebAssembly needs a permission that the policy of the page does not give.
    useWasm: false,
    enableXfa: false,
    verbosity: 0,
  });
  const close = (): void => {
    void task.destroy().catch(() => undefined);
    worker.destroy();
    port.terminate();
  };
  const late = AbortSignal.any([signal, AbortSignal.timeout(OPEN_MS)]);
  const given = Promise.withResolvers<never>();
  late.addEventListener('abort', () => given.reject(late.reason), { once: true });
  port.addEventListener('error', () => given.reject(new NoWorker()), { once: true });
  try {
    late.throwIfAborted();
    return { document: await Promise.race([task.promise, given.promise]), [Symbol.dispose]: close };
  } catch (error) {
    close();
    throw error;
  }
}
