import type { Page } from 'playwright-core';

/** The least size of a touch target, in CSS pixels. */
const BOUNDS = { height: 44, width: 44 };

/**
 * Returns the visible touch targets that are smaller, with their sizes. One inside a label, or inside a row that takes the touch, counts as large
 * as that; a link within text is excepted (WCAG 2.5.8).
 */
export async function tooSmall(page: Page): Promise<string[]> {
  return (await page.evaluate(`(${measure})(${JSON.stringify(BOUNDS)})`)) as string[];
}

const measure = `({ height, width }) => {
  const all = [...document.querySelectorAll('button, input, select, textarea, summary, [role=option], [role=menuitem], [role=row]')];
  return all.flatMap((each) => {
    if (!each.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || each.matches('.unseen')) return [];
    const target = each.matches('input') ? (each.closest('label, [role=row]') ?? each) : each;
    const box = target.getBoundingClientRect();
    const isInSight = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    if (!isInSight || (Math.round(box.height) >= height && Math.round(box.width) >= width)) return [];
    const name = each.getAttribute('aria-label') || each.textContent.trim().slice(0, 40) || each.name || each.type;
    return [name + ': ' + Math.round(box.width) + ' x ' + Math.round(box.height)];
  });
}`;
