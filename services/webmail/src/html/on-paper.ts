/** Rules about the looks of elements; others, such as `@page` and `@font-face`, are not copied. */
const LOOKS = ['CSSStyleRule', 'CSSMediaRule', 'CSSSupportsRule'];
/** Selectors that reach out of the shadow root. */
const OUTWARD = /:host|::slotted|::part/i;

/**
 * Copies a message from its frame into the page for printing, because a frame is never divided between two sheets. The sanitized elements are
 * copied, nothing is parsed again. Its style rules stay within the shadow root.
 * @param root of an element that is visible in print only
 * @param inner the document of the frame
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
  // Rules may match `html` and `body`, so both are copied too.
  const html = document.importNode(inner.documentElement, false);
  html.append(document.importNode(inner.body, true));
  for (const style of html.querySelectorAll('style')) style.remove();
  root.replaceChildren(html);
}

export function takeFromPaper(root: ShadowRoot): void {
  root.replaceChildren();
  root.adoptedStyleSheets = [];
}
