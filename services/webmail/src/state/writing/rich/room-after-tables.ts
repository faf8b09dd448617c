import { Plugin } from 'prosemirror-state';
import { schema } from './schema.ts';

/** Keeps a line after a table at the end of the text, or before the signature: the cursor could not leave the table otherwise. */
export const roomAfterTables = new Plugin({
  appendTransaction(changes, _before, { doc, tr }) {
    if (!changes.some(({ docChanged }) => docChanged)) return null;
    const hasSignature = doc.lastChild?.type.name === 'signature';
    const last = hasSignature ? doc.maybeChild(doc.childCount - 2) : doc.lastChild;
    if (last?.type.name !== 'table') return null;
    const end = doc.content.size - (hasSignature ? (doc.lastChild?.nodeSize ?? 0) : 0);
    return tr.insert(end, schema.node('paragraph'));
  },
});
