import { writeTo } from './write-to.ts';

/** Where browsers lead who touches a mailto: link elsewhere. What stands behind the # is in no request. */
const ASKED = '#mailto=';

let link = location.hash.startsWith(ASKED) ? location.hash.slice(ASKED.length) : null;

/** Begins the mail that the page was opened for, once. */
export function writeAsked(): void {
  const asked = link;
  link = null;
  try {
    if (asked !== null) writeTo(decodeURIComponent(asked));
  } catch {
    // It is no link.
  }
}

/** Null: this browser has no such thing, or not here. */
export const offerForLinks: (() => void) | null =
  isSecureContext && 'registerProtocolHandler' in navigator
    ? () => navigator.registerProtocolHandler('mailto', `${location.origin}/${ASKED}%s`)
    : null;
