/** Limits: characters of CSS, rules, elements, matches of rules and elements, and characters added to a message. What is above them is dropped. */
const MAX_CSS = 200_000;
const MAX_RULES = 1_000;
const MAX_ELEMENTS = 5_000;
const MAX_FITS = 30_000;
const MAX_ADDED = 500_000;

/** Pseudo-classes and pseudo-elements that cannot become a `style` attribute, such as `:hover` and `::before`. */
const PASSING = /:(?!not\(|is\(|where\(|first-|last-|only-|nth-|empty)/;
/** Media queries that always hold: `screen` and `all`, without conditions on width or colour scheme. */
const ALWAYS = /^(?:(?:only )?(?:screen|all))?$/i;

interface Fit {
  readonly strength: number;
  readonly style: CSSStyleDeclaration;
}

/**
 * Moves the rules of `<style>` to the elements they match (CSS Cascade 5, 6.4) and removes `<style>`: within another message its rules would
 * apply to all text there. Rules for the body go to a div around the message.
 * @param mail already sanitized; it is changed
 * @param view the window in which it was sanitized
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
    // The element's own style comes last, so it wins.
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

/** Returns the specificity of a selector (Selectors 4, 17), roughly: ids, then classes and attributes, then element names. */
function strengthOf(selector: string): number {
  const count = (pattern: RegExp): number => Math.min(selector.match(pattern)?.length ?? 0, 99);
  return count(/#[\w-]/g) * 10_000 + count(/\.[\w-]|\[|:(?!not|is|where)/g) * 100 + count(/(?:^|[\s>+~(])[a-z]/gi);
}

/** Merges all declarations for an element into one text. */
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
