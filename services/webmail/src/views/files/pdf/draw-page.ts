import { AnnotationMode, type PDFDocumentProxy, TextLayer } from 'pdfjs-dist';

/** The most pixels of a drawn page, whatever size the file gives. */
const MAX_PIXELS = 6_000_000;
/** The most ms to draw one page. */
const DRAW_MS = 20_000;

export interface PageSize {
  /** In points. */
  readonly width: number;
  readonly height: number;
}

/** Limits the size of a page, so that one that claims to be a thin line or a wall can still be shown. */
export function sizeOf({ width, height }: PageSize): PageSize {
  const tallest = 5 * width;
  return width > 0 && height > 0 ? { width, height: Math.min(height, tallest) } : { width: 1, height: 1.4 };
}

/**
 * Draws a page `width` CSS pixels wide, and lays its text over it so that it can be selected. Rejects on the signal, when it takes too long,
 * and for a page that cannot be read.
 */
export async function drawPage(
  document: PDFDocumentProxy,
  number: number,
  { canvas, text, width }: { canvas: HTMLCanvasElement; text: HTMLElement; width: number },
  signal: AbortSignal,
): Promise<PageSize> {
  const late = AbortSignal.any([signal, AbortSignal.timeout(DRAW_MS)]);
  const page = await document.getPage(number);
  late.throwIfAborted();
  const natural = page.getViewport({ scale: 1 });
  const scale = width / natural.width;
  const viewport = page.getViewport({ scale });
  const most = Math.sqrt(MAX_PIXELS / (viewport.width * viewport.height));
  const ratio = Math.min(window.devicePixelRatio || 1, most);
  canvas.width = Math.max(1, Math.floor(viewport.width * ratio));
  canvas.height = Math.max(1, Math.floor(viewport.height * ratio));
  const drawing = page.render({
    canvas,
    viewport,
    transform: [ratio, 0, 0, ratio, 0, 0],
    annotationMode: AnnotationMode.ENABLE,
  });
  const layer = new TextLayer({ textContentSource: page.streamTextContent(), container: text, viewport });
  const stop = (): void => {
    drawing.cancel();
    layer.cancel();
  };
  late.addEventListener('abort', stop, { once: true });
  text.style.setProperty('--total-scale-factor', String(scale));
  try {
    await Promise.all([drawing.promise, layer.render()]);
  } finally {
    late.removeEventListener('abort', stop);
  }
  return { width: natural.width, height: natural.height };
}

/** Frees the memory of a page. */
export function clearPage(canvas: HTMLCanvasElement, text: HTMLElement): void {
  canvas.width = 0;
  canvas.height = 0;
  text.replaceChildren();
}
