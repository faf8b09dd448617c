import { baseKeymap, chainCommands, exitCode, lift, toggleMark } from 'prosemirror-commands';
import { redo, undo } from 'prosemirror-history';
import { liftListItem, sinkListItem, splitListItem } from 'prosemirror-schema-list';
import type { Command } from 'prosemirror-state';
import { schema } from './schema.ts';
import { selectTable, toCell } from './tables.ts';

const { nodes, marks } = schema;
const item = nodes.list_item as (typeof nodes)[string];

const breakLine: Command = (state, dispatch) => {
  dispatch?.(state.tr.replaceSelectionWith((nodes.hard_break as (typeof nodes)[string]).create()).scrollIntoView());
  return true;
};

/** At the beginning of a quote or a list, Backspace leaves it. */
const leave: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if (!empty || $from.parentOffset > 0 || $from.depth < 2) return false;
  return $from.node(-1).type === item ? liftListItem(item)(state, dispatch) : lift(state, dispatch);
};

/** On an empty item Enter leaves the list. */
const leaveEmpty: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  const isEmptyItem = empty && $from.depth > 1 && $from.parent.content.size === 0 && $from.node(-1).type === item;
  return isEmptyItem && liftListItem(item)(state, dispatch);
};

/** The keys of the editor. Tab moves to the next field, except that it indents a list item and moves to the next cell in a table. */
export const keys: Record<string, Command> = {
  ...baseKeymap,
  'Mod-b': toggleMark(marks.strong as (typeof marks)[string]),
  'Mod-i': toggleMark(marks.em as (typeof marks)[string]),
  'Mod-u': toggleMark(marks.underline as (typeof marks)[string]),
  'Mod-Shift-x': toggleMark(marks.strike as (typeof marks)[string]),
  'Mod-z': undo,
  'Mod-y': redo,
  'Mod-Shift-z': redo,
  Enter: chainCommands(leaveEmpty, splitListItem(item), baseKeymap.Enter as Command),
  'Shift-Enter': chainCommands(exitCode, breakLine),
  Backspace: chainCommands(selectTable, leave, baseKeymap.Backspace as Command),
  Tab: chainCommands(sinkListItem(item), toCell(1)),
  'Shift-Tab': chainCommands(liftListItem(item), toCell(-1)),
  // Left to the window, which sends the message.
  'Mod-Enter': () => false,
};
