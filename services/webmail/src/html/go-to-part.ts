import { PART } from './sanitize.ts';

/** Follows a link to a place within its message. The frame is as high as the message, so it is the page that scrolls. */
export function goToPart(event: MouseEvent): void {
  const link = (event.target as Partial<Element> | null)?.closest?.('a[href^="#"]');
  if (!link || event.defaultPrevented) return;
  event.preventDefault();
  const name = PART + decoded(link.getAttribute('href')?.slice(1) ?? '');
  const { ownerDocument } = link;
  const place =
    ownerDocument.getElementById(name) ??
    [...ownerDocument.getElementsByName(name)].find(({ nodeName }) => nodeName === 'A');
  if (!place) return;
  if (place.tabIndex < 0) place.tabIndex = -1;
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: 'start' });
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
