import { trusted } from './trusted.ts';

let opening: Promise<Window> | undefined;

/**
 * A window for parsing HTML of others: that of an unseen frame, which has no scripts and the policy of shown mail. The page's own policy
 * forbids styles in a text, and documents that the page parses obey it. Without a connection it is the page's own.
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

/** What a text says, in a document in which nothing runs and nothing is loaded. */
export function inertBody(html: string, view: Window): HTMLElement {
  const { DOMParser } = view as Window & typeof globalThis;
  const text = view === window ? trusted(html) : html;
  return new DOMParser().parseFromString(text, 'text/html').body;
}
