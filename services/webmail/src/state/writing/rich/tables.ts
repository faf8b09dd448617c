import type { DOMOutputSpec, Node, NodeSpec, ResolvedPos } from 'prosemirror-model';
import { type Command, NodeSelection, Selection } from 'prosemirror-state';

const spanOf = (element: HTMLElement, name: string): number =>
  Math.min(Math.max(Number.parseInt(element.getAttribute(name) ?? '', 10) || 1, 1), 100);

const cellOf = (element: HTMLElement, isHead: boolean) => ({
  isHead,
  columns: spanOf(element, 'colspan'),
  rows: spanOf(element, 'rowspan'),
});

/** Tables of data. Tables used for layout are dissolved (`takeApartLayout`). */
export const tableNodes: Record<string, NodeSpec> = {
  table: {
    content: 'table_row+',
    group: 'block',
    isolating: true,
    parseDOM: [{ tag: 'table' }],
    toDOM: () => ['table', ['tbody', 0]],
  },
  table_row: { content: 'table_cell+', parseDOM: [{ tag: 'tr' }], toDOM: () => ['tr', 0] },
  table_cell: {
    content: 'block+',
    isolating: true,
    attrs: { isHead: { default: false }, columns: { default: 1 }, rows: { default: 1 } },
    parseDOM: [
      { tag: 'td', getAttrs: (element) => cellOf(element, false) },
      { tag: 'th', getAttrs: (element) => cellOf(element, true) },
    ],
    toDOM: ({ attrs: { isHead, columns, rows } }): DOMOutputSpec => [
      isHead ? 'th' : 'td',
      { ...(columns > 1 && { colspan: columns }), ...(rows > 1 && { rowspan: rows }) },
      0,
    ],
  },
};

/**
 * Replaces layout tables (one cell per row, nested tables, or marked as such) by their contents, one cell below the other. Returns how many
 * there were.
 */
export function takeApartLayout(body: HTMLElement): number {
  const layouts = [...body.querySelectorAll('table')].filter(isLayout);
  for (const table of layouts) {
    const { ownerDocument } = table;
    const cells = [...table.rows].flatMap((row) => [...row.cells]);
    const words = cells.map((cell) => {
      const place = ownerDocument.createElement('div');
      place.append(...cell.childNodes);
      return place;
    });
    table.replaceWith(...words);
  }
  return layouts.length;
}

function isLayout(table: HTMLTableElement): boolean {
  const isNarrow = [...table.rows].every(({ cells }) => cells.length < 2);
  return isNarrow || table.getAttribute('role') === 'presentation' || table.querySelector('table') !== null;
}

function depthOf($from: ResolvedPos, name: string): number {
  for (let depth = $from.depth; depth > 0; depth--) if ($from.node(depth).type.name === name) return depth;
  return 0;
}

/** Moves to the next cell or the one before; where there is none, the key does what it does elsewhere. */
export function toCell(by: 1 | -1): Command {
  return ({ selection: { $from }, tr, doc }, dispatch) => {
    const depth = depthOf($from, 'table');
    if (depth === 0) return false;
    const start = $from.start(depth);
    const cells: { at: number; node: Node }[] = [];
    $from.node(depth).descendants((node, at) => {
      if (node.type.name === 'table_cell') cells.push({ at: start + at, node });
    });
    const here = cells.findIndex(({ at, node }) => $from.pos > at && $from.pos < at + node.nodeSize);
    const next = cells[here + by];
    if (!next) return false;
    dispatch?.(tr.setSelection(Selection.near(doc.resolve(next.at + 1))).scrollIntoView());
    return true;
  };
}

/** Backspace at the beginning of a table selects it; pressed again it deletes it. */
export const selectTable: Command = ({ selection: { $from, empty }, tr, doc }, dispatch) => {
  const depth = depthOf($from, 'table');
  if (!empty || depth === 0) return false;
  const at = $from.before(depth);
  if ($from.pos !== Selection.near(doc.resolve(at + 1)).from) return false;
  dispatch?.(tr.setSelection(NodeSelection.create(doc, at)));
  return true;
};
