import { formatDateTime, type RenderedPart, renderBodyStructure } from '@postroom/imap';
import type { Output } from '../session/output.ts';
import { flagText } from './flags.ts';
import type { EntryColumns, EntryItem, FetchedEntry } from './item.ts';

export const UID: EntryItem = {
  id: 'UID',
  write: (output, { uid }) => void output.text(`UID ${uid}`),
};

export const FLAGS: EntryItem = {
  id: 'FLAGS',
  changes: true,
  write: (output, { uid, flags, keywords }, mailbox) =>
    void output.text(`FLAGS (${flagText(flags, keywords, mailbox.isRecent(uid))})`),
};

export const INTERNALDATE = stored('INTERNALDATE', { internalDate: true }, (output, { internalDate }) =>
  output.text(formatDateTime(needed(internalDate))),
);

export const SIZE = stored('RFC822.SIZE', { size: true }, (output, { size }) => output.text(`${needed(size)}`));

export const ENVELOPE = stored('ENVELOPE', { envelope: true }, (output, { envelope }) =>
  output.raw(rendered(envelope)),
);

export const BODYSTRUCTURE = stored('BODYSTRUCTURE', { bodyStructure: true }, (output, { bodyStructure }) =>
  output.raw(rendered(bodyStructure)),
);

/** BODY is not stored but made from the stored parts, because few clients ask for it. */
export const BODY = stored('BODY', { parts: true }, (output, { parts }) =>
  output.raw(renderBodyStructure(JSON.parse(needed(parts)) as RenderedPart, { extensible: false })),
);

/** Makes an item that writes its name and then its value. */
export function stored(
  name: string,
  columns: EntryColumns,
  writeValue: (output: Output, entry: FetchedEntry) => unknown,
): EntryItem {
  return {
    id: name,
    columns,
    write(output, entry) {
      output.text(`${name} `);
      writeValue(output, entry);
    },
  };
}

/** Checks that stored text is a list before it is sent unchanged; other text would make the client misread all that follows. */
function rendered(list: Buffer | undefined): Buffer {
  const kept = needed(list);
  if (kept[0] !== 0x28 || kept.at(-1) !== 0x29) throw new Error('a stored list is damaged');
  return kept;
}

export function needed<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the plan did not ask for a field that is written');
  return value;
}
