/** Lengths by the height of a window (CSS Values 4, 6.1.2): the frame is as high as the mail in it, and would grow for ever. */
const HEIGHT_OF_WINDOW =
  /(?<![\w.#-])([+-]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}))(?:[sld]?v(?:h|b|min|max)|cq(?:h|b|min|max))\b/gi;
/** What they are taken by instead, pixels. */
const WINDOW_HEIGHT = 800;

/**
 * CSS without anything that loads or leaves its place. Escapes and comments go first, so that nothing hides in them; a frame without
 * network (its Content-Security-Policy) is behind this.
 */
export function safeCss(css: string): { css: string; reaches: boolean } {
  const bare = css.replace(/\/\*[\s\S]*?(?:\*\/|$)/g, '').replace(/\\[0-9a-f]{1,6}\s?|\\./gi, '');
  const reaches = /url\s*\(|image-set|@import|@font-face|src\s*\(/i.test(bare);
  const safe = bare
    // Each of these ends somewhere whatever comes, so that a text is read once.
    .replace(/@(?:import|font-face|namespace|charset)[^;{]*(?:;|\{[^}]*\}?|$)/gi, ' ')
    .replace(/(?:url|image-set|-webkit-image-set|cross-fade|element|src|attr|expression)\s*\([^)]*\)?/gi, 'none')
    // A variable may stand for anything.
    .replace(/(?<![\w-])position\s*:(?!\s*(?:static|relative)\s*(?:[;}!]|$))[^;}]*/gi, 'position:static')
    .replace(/(?:-moz-binding|behavior)\s*:/gi, 'x:')
    .replace(HEIGHT_OF_WINDOW, (_all, share: string) => `${(Number(share) * WINDOW_HEIGHT) / 100}px`);
  return { css: safe, reaches };
}
