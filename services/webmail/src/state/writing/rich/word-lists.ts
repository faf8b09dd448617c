/** How Word marks a paragraph as an item of a list: the list and the level. */
const ITEM = /mso-list:\s*l(\d+)\s+level(\d+)/i;
/** The sign that Word writes before the item: its point or its number. */
const SIGN = 'span[style*="mso-list:Ignore" i], span[style*="mso-list: Ignore" i]';
const NUMBER = /^[\s\u00A0]*\w{1,6}[.)]/;
const MOST_LEVELS = 9;

interface Open {
  readonly level: number;
  readonly name: string;
  readonly list: HTMLElement;
}

/** Makes lists of the paragraphs by which Word writes lists. */
export function makeWordLists(body: HTMLElement): void {
  let open: Open[] = [];
  let last: Element | undefined;
  for (const paragraph of [...body.querySelectorAll<HTMLElement>('[style*="mso-list" i]')]) {
    const [, list, depth] = ITEM.exec(paragraph.getAttribute('style') ?? '') ?? [];
    if (list === undefined) continue;
    const level = Math.min(Number(depth), MOST_LEVELS);
    const sign = paragraph.querySelector(SIGN);
    const name = NUMBER.test(sign?.textContent ?? '') ? 'ol' : 'ul';
    sign?.remove();
    // Other text between two items ends the list.
    if (paragraph.previousElementSibling !== last) open = [];
    open = open.filter((each) => each.level < level || (each.level === level && each.name === `${name}${list}`));
    const within = open.at(-1);
    if (within?.level !== level) {
      const made = paragraph.ownerDocument.createElement(name);
      if (within) within.list.lastElementChild?.append(made);
      else paragraph.before(made);
      open.push({ level, name: `${name}${list}`, list: made });
    }
    const item = paragraph.ownerDocument.createElement('li');
    const words = paragraph.ownerDocument.createElement('p');
    words.append(...paragraph.childNodes);
    item.append(words);
    open.at(-1)?.list.append(item);
    last = open[0]?.list;
    paragraph.remove();
  }
}
