import { lift, toggleMark, wrapIn } from 'prosemirror-commands';
import { liftListItem, wrapInList } from 'prosemirror-schema-list';
import type { Command, EditorState } from 'prosemirror-state';
import { schema } from './schema.ts';

const { nodes, marks } = schema;

export type Toggle = 'strong' | 'em' | 'underline' | 'strike' | 'bullet_list' | 'ordered_list' | 'blockquote';
export type Choice = 'ink' | 'size';

/** Returns whether the selection, or text typed now, has that format. */
export function isOn({ selection, doc, storedMarks }: EditorState, name: Toggle | 'link'): boolean {
  const mark = marks[name];
  if (!mark) {
    const { $from } = selection;
    return Array.from({ length: $from.depth }, (_, at) => $from.node(at + 1)).some(({ type }) => type.name === name);
  }
  const { from, to, empty, $from } = selection;
  if (empty) return mark.isInSet(storedMarks ?? $from.marks()) !== undefined;
  return doc.rangeHasMark(from, to, mark);
}

/** Returns the colour or size at the cursor; null: the default one. */
export function chosen({ selection, storedMarks }: EditorState, name: Choice): string | null {
  const mark = (storedMarks ?? selection.$from.marks()).find(({ type }) => type.name === name);
  return (mark?.attrs.name as string | undefined) ?? null;
}

export function toggle(name: Toggle): Command {
  return (state, dispatch) => {
    const mark = marks[name];
    if (mark) return toggleMark(mark)(state, dispatch);
    const node = nodes[name];
    const item = nodes.list_item;
    if (!node || !item) return false;
    if (name === 'blockquote') return isOn(state, name) ? lift(state, dispatch) : wrapIn(node)(state, dispatch);
    return isOn(state, name) ? liftListItem(item)(state, dispatch) : wrapInList(node)(state, dispatch);
  };
}

/** Sets a colour or size. @param value null: the default one */
export function choose(name: Choice, value: string | null): Command {
  return ({ tr, selection }, dispatch) => {
    const mark = marks[name];
    if (!mark) return false;
    if (selection.empty) {
      tr.removeStoredMark(mark);
      if (value !== null) tr.addStoredMark(mark.create({ name: value }));
    } else {
      tr.removeMark(selection.from, selection.to, mark);
      if (value !== null) tr.addMark(selection.from, selection.to, mark.create({ name: value }));
    }
    dispatch?.(tr);
    return true;
  };
}

/** Makes the selection a link; without a selection, inserts `shown` as a link. */
export function link(href: string, shown: string): Command {
  return ({ tr, selection, schema }, dispatch) => {
    const mark = marks.link?.create({ href });
    if (!mark) return false;
    if (selection.empty) tr.insert(selection.from, schema.text(shown, [mark]));
    else tr.removeMark(selection.from, selection.to, marks.link).addMark(selection.from, selection.to, mark);
    dispatch?.(tr.scrollIntoView());
    return true;
  };
}

/** Removes the link around the cursor, or all links of the selection. */
export const unlink: Command = ({ tr, selection, doc }, dispatch) => {
  const type = marks.link;
  if (!type) return false;
  let { from, to } = selection;
  if (selection.empty) {
    const { $from } = selection;
    const at = $from.index();
    const child = $from.parent.maybeChild(at) ?? $from.nodeBefore;
    if (!child) return false;
    from = $from.posAtIndex(Math.min(at, $from.parent.childCount - 1));
    to = Math.min(from + child.nodeSize, doc.content.size);
  }
  dispatch?.(tr.removeMark(from, to, type));
  return true;
};

/** Removes all formats of text: colours, sizes, links and so on. */
export const clearLooks: Command = ({ tr, selection }, dispatch) => {
  const { from, to, empty } = selection;
  if (empty) for (const mark of Object.values(marks)) tr.removeStoredMark(mark);
  else tr.removeMark(from, to);
  dispatch?.(tr);
  return true;
};
