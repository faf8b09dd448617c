/** Red, green and blue, each 0 to 255. */
type Colour = readonly [number, number, number];

/** The least contrast of text (WCAG 2.2 1.4.3). */
const LEAST_CONTRAST = 4.5;
const STEPS = 50;

/** The backgrounds of accented text (services/webmail/src/style/base.css), and the colour towards which an accent is changed until it is readable. */
const THEMES = {
  light: { surface: '#ffffff', backgrounds: ['#ffffff', '#f7f7f5', '#f1f1ee'], towards: '#000000', tint: 0.1 },
  dark: {
    surface: '#1a1c1f',
    backgrounds: ['#131416', '#1a1c1f', '#222529', '#2a2e33'],
    towards: '#ffffff',
    tint: 0.18,
  },
} as const;
const ON_ACCENT = ['#ffffff', '#0d1512'] as const;
/** The background of a notice in the dark theme. */
const LIGHT_NOTICE = '#e9e9e6';

export type Theme = keyof typeof THEMES;

/** The colours of one theme, #rrggbb. */
export interface Palette {
  readonly accent: string;
  readonly onAccent: string;
  /** The background of selected items. */
  readonly tint: string;
  /** The button in a notice, which is light in the dark theme and dark in the light one. */
  readonly toastAction: string;
}

/** Returns whether a text is #rrggbb. */
export const isColour = (text: string): boolean => /^#[0-9a-f]{6}$/i.test(text);

/** Returns the contrast ratio of two colours, 1 to 21 (WCAG 2.2). */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** Returns whether text of this colour is readable on all backgrounds of the page. */
export function isReadable(accent: string, theme: Theme): boolean {
  return leastContrast(accent, theme) >= LEAST_CONTRAST;
}

/** Returns the lowest contrast of this colour on the page's backgrounds. */
export function leastContrast(accent: string, theme: Theme): number {
  return Math.min(
    ...[...THEMES[theme].backgrounds, tintOf(accent, theme)].map((background) => contrast(accent, background)),
  );
}

/** Returns the nearest colour that is readable. */
export function readable(accent: string, theme: Theme): string {
  return changedUntil(accent, THEMES[theme].towards, (colour) => isReadable(colour, theme));
}

/** Returns all colours that follow from a readable accent. @param dark null: derived from the light one */
export function palettes(light: string, dark: string | null): Readonly<Record<Theme, Palette>> {
  const onDark = dark ?? readable(light, 'dark');
  const onNotice = changedUntil(light, '#000000', (colour) => contrast(colour, LIGHT_NOTICE) >= LEAST_CONTRAST);
  return { light: palette(light, 'light', onDark), dark: palette(onDark, 'dark', onNotice) };
}

function palette(accent: string, theme: Theme, toastAction: string): Palette {
  const [white, black] = ON_ACCENT;
  const onAccent = contrast(accent, white) >= contrast(accent, black) ? white : black;
  return { accent, onAccent, tint: tintOf(accent, theme), toastAction };
}

function tintOf(accent: string, theme: Theme): string {
  const { surface, tint } = THEMES[theme];
  return mixed(surface, accent, tint);
}

function changedUntil(colour: string, towards: string, isEnough: (colour: string) => boolean): string {
  for (let step = 0; step < STEPS; step++) {
    const changed = mixed(colour, towards, step / STEPS);
    if (isEnough(changed)) return changed;
  }
  return towards;
}

function mixed(one: string, other: string, share: number): string {
  const to = channels(other);
  const all = channels(one).map((value, at) => Math.round(value + ((to[at] ?? 0) - value) * share));
  return `#${all.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function channels(colour: string): Colour {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function luminance(colour: string): number {
  const [red, green, blue] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Colour;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
