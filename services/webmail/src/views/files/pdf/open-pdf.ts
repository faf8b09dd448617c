import { getDocument, type PDFDocumentProxy, PDFWorker, version } from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';

/** Ms within which the file must be loaded and its first page known. */
const OPEN_MS = 60_000;
/** The largest picture within a page, in pixels; larger ones are left out. */
const MAX_PICTURE_PIXELS = 40_000_000;

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

/** The page's policy allows scripts from this server alone, and asks for a Trusted Types policy for their URLs. */
const trusted = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('postroom-pdf', {
  createScriptURL: (url) => url,
});

/** The path of what pdf.js may need besides: character tables, fonts, decoders. Vite puts them there (vite.config.ts). */
const BESIDE = `/assets/pdfjs-${version}/`;

/** Waiting times before each new attempt to load the worker's script. */
const WAITS_MS = [1_000, 4_000];

class NoWorker extends Error {}

export interface OpenPdf {
  readonly document: PDFDocumentProxy;
  close(): void;
}

/**
 * Reads a PDF in a worker of its own, which ends with it. Scripts and forms of the file do nothing, its links lead nowhere, and nothing is
 * fetched from other servers. Rejects for a file that is no PDF, and for one with a password (PasswordException).
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
    // WebAssembly needs a permission that the page's policy does not give.
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
    return { document: await Promise.race([task.promise, given.promise]), close };
  } catch (error) {
    close();
    throw error;
  }
}
