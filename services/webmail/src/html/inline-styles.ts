/** Characters of style, rules of it, elements, times that a rule fits an element, and characters that come into a mail by that; more is left out. */
const MAX_CSS = 200_000;
const MAX_RULES = 1_000;
const MAX_ELEMENTS = 5_000;
const MAX_FITS = 30_000;
const MAX_ADDED = 500_000;

/** What is true of an element at times only, or of something that is no element. */
const PASSING = /:(?!not\(|is\(|where\(|first-|last-|only-|nth-|empty)/;
/** `@media screen`, and no question of how wide or dark that is. */
const ALWAYS = /^(?:(?:only )?(?:screen|all))?$/i;

interface Fit {
  readonly strength: number;
  readonly style: CSSStyleDeclaration;
}

/**
 * Brings what `<style>` says to the elements it is about (CSS Cascade 5, 6.4), and takes it away: in another mail it would be about all words
 * there. What a mail says of its body comes to an element around it.
 * @param mail made harmless; it is changed
 * @param view where it was made so
 */
export function inlineStyles(mail: DocumentFragment, view: Window): void {
  const styles = [...mail.querySelectorAll('style')];
  const css = styles.map(({ textContent }) => textContent ?? '').join('\n');
  for (const style of styles) style.remove();
  if (css.trim() === '' || css.length > MAX_CSS) return;
  const { body } = view.document.implementation.createHTMLDocument('');
  body.append(mail);
  const fits = body.querySelectorAll('*').length > MAX_ELEMENTS ? [] : [...fitsIn(body, rulesOf(css, view))];
  let added = 0;
  for (const [element, its] of fits) {
    const said = merged(its, body.ownerDocument);
    added += said.length;
    if (added > MAX_ADDED) break;
    // What the element says itself comes last, and is stronger by that.
    element.setAttribute('style', `${said} ${element.getAttribute('style') ?? ''}`.trim());
  }
  const own = body.getAttribute('style');
  const around = own === null ? null : body.ownerDocument.createElement('div');
  around?.setAttribute('style', own ?? '');
  around?.append(...body.childNodes);
  mail.append(...(around ? [around] : body.childNodes));
}

function rulesOf(css: string, view: Window): CSSStyleRule[] {
  const sheet = new (view as Window & typeof globalThis).CSSStyleSheet();
  sheet.replaceSync(css);
  const inside = (rules: CSSRuleList): CSSStyleRule[] =>
    [...rules].flatMap((rule) => {
      if ('selectorText' in rule) return [rule as CSSStyleRule];
      return 'media' in rule && ALWAYS.test((rule as CSSMediaRule).media.mediaText)
        ? inside((rule as CSSMediaRule).cssRules)
        : [];
    });
  return inside(sheet.cssRules).slice(0, MAX_RULES);
}

function fitsIn(body: HTMLElement, rules: readonly CSSStyleRule[]): Map<Element, Fit[]> {
  const fits = new Map<Element, Fit[]>();
  let count = 0;
  for (const { selectorText, style } of rules)
    for (const selector of selectorText.split(/,(?![^(]*\))/).filter((each) => !PASSING.test(each)))
      for (const element of found(body, selector)) {
        if (count++ > MAX_FITS) return fits;
        const its = fits.get(element) ?? [];
        its.push({ strength: strengthOf(selector), style });
        fits.set(element, its);
      }
  return fits;
}

function found(body: HTMLElement, selector: string): Iterable<Element> {
  try {
    const inside = body.querySelectorAll(selector);
    return body.matches(selector) ? [body, ...inside] : inside;
  } catch {
    return [];
  }
}

/** Selectors 4, 17, near enough: ids, then classes and attributes, then names of elements. */
function strengthOf(selector: string): number {
  const count = (pattern: RegExp): number => Math.min(selector.match(pattern)?.length ?? 0, 99);
  return count(/#[\w-]/g) * 10_000 + count(/\.[\w-]|\[|:(?!not|is|where)/g) * 100 + count(/(?:^|[\s>+~(])[a-z]/gi);
}

/** One text of all that is said of an element. */
function merged(fits: readonly Fit[], document: Document): string {
  const { style: all } = document.createElement('div');
  for (const { style } of fits.toSorted((one, other) => one.strength - other.strength))
    for (const name of style) {
      const priority = style.getPropertyPriority(name);
      if (priority !== '' || all.getPropertyPriority(name) === '')
        all.setProperty(name, style.getPropertyValue(name), priority);
    }
  return all.cssText;
}
