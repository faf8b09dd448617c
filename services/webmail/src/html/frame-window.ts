import { trusted } from './trusted.ts';

let opening: Promise<Window> | undefined;

/**
 * Returns a window in which HTML from outside is parsed: that of a hidden frame without scripts and with the policy of shown mail. Documents
 * that the page parses obey the page's own policy, which forbids inline styles. Without a connection it is the page's own window.
 */
export function frameWindow(): Promise<Window> {
  opening ??= new Promise((resolve) => {
    const frame = document.createElement('iframe');
    frame.setAttribute('sandbox', 'allow-same-origin');
    frame.src = '/frame.html';
    frame.hidden = true;
    frame.addEventListener('load', () => {
      const inner = isReadable(frame) ? frame.contentWindow : null;
      if (inner) return resolve(inner);
      frame.remove();
      opening = undefined;
      resolve(window);
    });
    document.body.append(frame);
  });
  return opening;
}

function isReadable(frame: HTMLIFrameElement): boolean {
  return frame.contentDocument?.location.pathname === '/frame.html';
}

/** Parses HTML into a document that runs and loads nothing, and returns its body. */
export function inertBody(html: string, view: Window): HTMLElement {
  const { DOMParser } = view as Window & typeof globalThis;
  const text = view === window ? trusted(html) : html;
  return new DOMParser().parseFromString(text, 'text/html').body;
}
