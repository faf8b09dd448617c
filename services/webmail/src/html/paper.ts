/** The most elements of a message that is darkened; a longer message stays light. */
const MAX_ELEMENTS = 3_000;
/** The least contrast of text to its background (WCAG 2.2, 1.4.3). */
const READABLE = 4.5;
/** Text with less contrast on white is meant to be invisible, and stays so. */
const UNSEEN = 1.3;
/** The least luminance, 0 to 1, at which a colour counts as white paper. */
const WHITE = 0.9;
/** The largest difference between the parts of a colour, 0 to 255, at which it counts as a grey. */
const GREY = 24;

type Colour = readonly [red: number, green: number, blue: number];

/** The colours of the page around a message. */
export interface Theme {
  readonly text: string;
  readonly surface: string;
  readonly accent: string;
}

/** How a message stands in a dark page: `light` on white, `plain` in the page's colours, `own` in them with some of its own colours made lighter. */
export type Paper = 'light' | 'plain' | 'own';

/**
 * Gives a message without a background of its own the colours of a dark page, also where it is white itself. Its text colours become light enough to
 * read; pictures stay. A message with a background of its own stays as it is.
 * @param html the message as it came: what it sets on its body is not in the document
 * @param root the element that holds the message, still in light colours
 */
export function darken(html: string, root: HTMLElement, theme: Theme): Paper {
  const elements = [...root.querySelectorAll<HTMLElement>('*')];
  if (elements.length > MAX_ELEMENTS || hasBackground(html)) return 'light';
  const view = root.ownerDocument.defaultView as Window;
  const looks = elements.map((element) => {
    const { color, backgroundColor, backgroundImage } = view.getComputedStyle(element);
    return { element, color: read(color), background: backgroundColor, hasPicture: backgroundImage !== 'none' };
  });
  if (looks.some(({ background, hasPicture }) => hasPicture || !isPaper(background))) return 'light';
  const { documentElement } = root.ownerDocument;
  const usual = read(view.getComputedStyle(root).color).join();
  documentElement.dataset.theme = 'dark';
  for (const [name, value] of Object.entries(theme)) documentElement.style.setProperty(`--${name}`, value);
  const surface = read(theme.surface);
  let paper: Paper = elements.some(({ nodeName }) => nodeName === 'IMG') ? 'own' : 'plain';
  for (const { element, color, background } of looks) {
    if (!isClear(background)) element.style.setProperty('background-color', 'transparent', 'important');
    const now = read(view.getComputedStyle(element).color);
    const isUnseen = color.join() !== usual && isGrey(color) && contrast(color, [255, 255, 255]) < UNSEEN;
    if (!isUnseen && contrast(now, surface) >= READABLE) continue;
    const instead = isUnseen ? theme.surface : isGrey(color) ? theme.text : lighter(color, surface);
    element.style.setProperty('color', instead, 'important');
    paper = 'own';
  }
  return paper;
}

/** Undoes `darken` for the document; the caller renders the message's elements anew. */
export function lighten({ documentElement }: Document): void {
  delete documentElement.dataset.theme;
  documentElement.removeAttribute('style');
}

/** Returns whether the body of a message sets a background that is not white. */
function hasBackground(html: string): boolean {
  const tag = /<body\b[^>]{0,4000}/i.exec(html)?.[0] ?? '';
  const backgrounds = tag.matchAll(
    /(?:bgcolor\s*=\s*["']?|background(?:-color|-image)?\s*[:=]\s*["']?)\s*([^"';>]{1,100})/gi,
  );
  return Array.from(backgrounds).some(
    ([, value = '']) => !/^(?:#f{3}(?:f{3})?|white|transparent|none|inherit)\s*$/i.test(value),
  );
}

/** Reads `rgb(0, 0, 0)`, as browsers write it, or `#000000`. */
function read(colour: string): Colour {
  const [, hex] = /^#([0-9a-f]{6})$/i.exec(colour.trim()) ?? [];
  const parts = hex ? hex.match(/../g)?.map((part) => Number.parseInt(part, 16)) : colour.match(/[\d.]+/g)?.map(Number);
  return [parts?.[0] ?? 0, parts?.[1] ?? 0, parts?.[2] ?? 0];
}

function isClear(background: string): boolean {
  // Only `rgba` with an alpha of 0 is clear; `rgb(0, 0, 0)` is black.
  return background === 'transparent' || /^rgba\(.*[,/]\s*0\)$/.test(background);
}

function isPaper(background: string): boolean {
  return isClear(background) || (luminance(read(background)) >= WHITE && isGrey(read(background)));
}

function isGrey(colour: Colour): boolean {
  return Math.max(...colour) - Math.min(...colour) <= GREY;
}

function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function contrast(one: Colour, other: Colour): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** Returns the colour mixed with as much white as it takes to be readable on `surface`. */
function lighter(colour: Colour, surface: Colour): string {
  for (let share = 0.1; share < 1; share += 0.1) {
    const mixed = colour.map((part) => Math.round(part + (255 - part) * share)) as unknown as Colour;
    if (contrast(mixed, surface) >= READABLE) return `rgb(${mixed.join(', ')})`;
  }
  return '#fff';
}
