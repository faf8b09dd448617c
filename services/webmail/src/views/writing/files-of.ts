import { show } from '../../state/toasts.ts';
import { writingText } from '../../words/writing/index.ts';

/** The most files that are taken from dropped folders. */
const MOST_FILES = 200;

/** Returns the dropped files; in place of a folder, the files in it, but no hidden ones. */
export async function filesOf(data: DataTransfer): Promise<readonly File[]> {
  // The browser empties the data as soon as the event is over.
  const given = [...data.files];
  const entries = [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (!entries.some(({ isDirectory }) => isDirectory)) return given;
  const files: File[] = [];
  for (const entry of entries) await gather(entry, files);
  if (files.length >= MOST_FILES) show(writingText('folderCut', { count: MOST_FILES }));
  return files;
}

async function gather(entry: FileSystemEntry, files: File[]): Promise<void> {
  if (files.length >= MOST_FILES) return;
  if (entry.isFile) {
    files.push(await new Promise<File>((done, fail) => (entry as FileSystemFileEntry).file(done, fail)));
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // The reader returns some entries at a time, and none at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
    if (some.length === 0) return;
    for (const each of some) if (!each.name.startsWith('.')) await gather(each, files);
  }
}
