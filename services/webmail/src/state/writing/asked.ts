import { ASKED } from '../../format/mailto.ts';
import { writeTo } from './write-to.ts';

let link = location.hash.startsWith(ASKED) ? location.hash.slice(ASKED.length) : null;

/** Begins the message for which the page was opened, once. */
export function writeAsked(): void {
  const asked = link;
  link = null;
  try {
    if (asked !== null) writeTo(decodeURIComponent(asked));
  } catch {
    // The hash is not a valid link.
  }
}

/** Asks the browser to open `mailto:` links here; null where it cannot do that. */
export const offerForLinks: (() => void) | null =
  isSecureContext && 'registerProtocolHandler' in navigator
    ? () => navigator.registerProtocolHandler('mailto', `${location.origin}/${ASKED}%s`)
    : null;
