/** Rules that say how elements look; all else (of the sheet of paper, of fonts) is the page's or nobody's. */
const LOOKS = ['CSSStyleRule', 'CSSMediaRule', 'CSSSupportsRule'];
/** What reaches out of the root. */
const OUTWARD = /:host|::slotted|::part/i;

/**
 * A mail as it stands in its frame, for a place in the page while it is printed: a frame is never divided between two sheets. It is a copy,
 * element by element, of what was made harmless; nothing of it is parsed again. Its rules of style stay in the root.
 * @param root of an element that is seen on paper alone
 * @param inner of the frame
 */
export function putOnPaper(root: ShadowRoot, inner: Document): void {
  root.adoptedStyleSheets = Array.from(inner.styleSheets, (sheet) => {
    const copy = new CSSStyleSheet();
    const rules = Array.from(sheet.cssRules).filter(
      (rule) => LOOKS.includes(rule.constructor.name) && !OUTWARD.test(rule.cssText),
    );
    copy.replaceSync(rules.map(({ cssText }) => cssText).join('\n'));
    return copy;
  });
  // Rules speak of these two, too.
  const html = document.importNode(inner.documentElement, false);
  html.append(document.importNode(inner.body, true));
  for (const style of html.querySelectorAll('style')) style.remove();
  root.replaceChildren(html);
}

export function takeFromPaper(root: ShadowRoot): void {
  root.replaceChildren();
  root.adoptedStyleSheets = [];
}
