import { type EditorState, Selection } from 'prosemirror-state';

/** Returns where writing continues: after the text before the signature. Null: the document does not end with a signature. */
export function endOfOwnWords({ doc }: EditorState): Selection | null {
  const { lastChild, childCount } = doc;
  if (lastChild?.type.name !== 'signature' || childCount < 2) return null;
  let at = childCount - 2;
  while (at > 0 && doc.child(at).content.size === 0) at--;
  let end = 0;
  for (let each = 0; each <= at; each++) end += doc.child(each).nodeSize;
  return Selection.near(doc.resolve(end), -1);
}
