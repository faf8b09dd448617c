import { formatDateTime, type PlainItem, type RenderedPart, renderBodyStructure } from '@postroom/imap';
import type { Entry, PlainEntry } from '@postroom/mailbox';
import type { Output } from '../session/output.ts';
import { flagText } from './flags.ts';

/** Writes one item that is no section. `recent` is whether this session is the first to see the message. */
export function writePlainItem(
  output: Output,
  item: PlainItem,
  entry: PlainEntry & Pick<Entry, 'parts'>,
  recent: boolean,
): void {
  switch (item) {
    case 'UID':
      output.text(`UID ${entry.uid}`);
      return;
    case 'FLAGS':
      output.text(`FLAGS (${flagText(entry.flags, entry.keywords, recent)})`);
      return;
    case 'INTERNALDATE':
      output.text(`INTERNALDATE ${formatDateTime(needed(entry.internalDate))}`);
      return;
    case 'RFC822.SIZE':
      output.text(`RFC822.SIZE ${needed(entry.size)}`);
      return;
    case 'MODSEQ':
      output.text(`MODSEQ (${needed(entry.modseq)})`);
      return;
    case 'ENVELOPE':
      output.text('ENVELOPE ').raw(rendered(entry.envelope));
      return;
    case 'BODYSTRUCTURE':
      output.text('BODYSTRUCTURE ').raw(rendered(entry.bodyStructure));
      return;
    case 'BODY': {
      // Asked for by few clients any more, so it is made from the parts and not kept.
      const tree = JSON.parse(needed(entry.parts)) as RenderedPart;
      output.text('BODY ').raw(renderBodyStructure(tree, { extensible: false }));
    }
  }
}

/** What is kept as it is sent has to be a list: anything else would make the client misread all that follows. */
function rendered(list: Buffer | undefined): Buffer {
  const kept = needed(list);
  if (kept[0] !== 0x28 || kept.at(-1) !== 0x29) throw new Error('a stored list is damaged');
  return kept;
}

export function needed<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the plan did not ask for a field that is written');
  return value;
}
