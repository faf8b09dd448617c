/** Lengths relative to the window's height (CSS Values 4, 6.1.2): the frame is as high as its message, so both would grow for ever. */
const HEIGHT_OF_WINDOW =
  /(?<![\w.#-])([+-]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}))(?:[sld]?v(?:h|b|min|max)|cq(?:h|b|min|max))\b/gi;
/** The height, in pixels, by which such lengths are replaced. */
const WINDOW_HEIGHT = 800;

/**
 * Removes from CSS all that loads something or leaves its place. Escapes and comments become spaces first: nothing hides in them, and what
 * stands around them is not joined to something new. The frame's Content-Security-Policy, which allows no network, is the second line of
 * defence. `reaches`: something would have been loaded.
 */
export function safeCss(css: string): { css: string; reaches: boolean } {
  const bare = css.replace(/\/\*[\s\S]*?(?:\*\/|$)|\\[0-9a-f]{1,6}\s?|\\./gi, ' ');
  const reaches = /url\s*\(|image-set|@import|@font-face|src\s*\(/i.test(bare);
  const safe = bare
    // Each pattern ends at some point whatever the text is, so the text is read once.
    .replace(/@(?:import|font-face|namespace|charset)[^;{]*(?:;|\{[^}]*\}?|$)/gi, ' ')
    .replace(/(?:url|image-set|-webkit-image-set|cross-fade|element|src|attr|expression)\s*\([^)]*\)?/gi, 'none')
    // Anything but static and relative goes: a variable could stand for any value.
    .replace(/(?<![\w-])position\s*:(?!\s*(?:static|relative)\s*(?:[;}!]|$))[^;}]*/gi, 'position:static')
    .replace(/(?:-moz-binding|behavior)\s*:/gi, 'x:')
    .replace(HEIGHT_OF_WINDOW, (_all, share: string) => `${(Number(share) * WINDOW_HEIGHT) / 100}px`);
  return { css: safe, reaches };
}
