import { RequestFailed, refusal } from './client.ts';

/** The result of importing a file of mail. */
export interface Imported {
  readonly imported: number;
  /** How many messages were skipped because of their size. */
  readonly tooLarge: number;
  /** How many parts of the file are not mail. */
  readonly notMail: number;
  /** Why the import ended before the end of the file. */
  readonly error?: { readonly type: string };
}

/**
 * Imports a file of mail into a mailbox. @param progress called with the share sent, 0 to 1. @param signal breaks it off: messages that are
 * already complete at the server stay. Throws `offline`, `refused`, AbortError.
 */
export function importFile(
  mailboxId: string,
  file: File,
  progress: (part: number) => void,
  signal: AbortSignal,
): Promise<Imported> {
  const xhr = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    xhr.open('POST', `/account/mailboxes/${mailboxId}/import`);
    xhr.setRequestHeader('content-type', 'application/mbox');
    xhr.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
    xhr.onload = () => {
      const last = xhr.responseText.trim().split('\n').at(-1) ?? '';
      if (xhr.status === 200 && last.startsWith('{')) resolve(JSON.parse(last) as Imported);
      else reject(refusal(xhr, last));
    };
    xhr.onerror = () => reject(new RequestFailed('offline', 'The server cannot be reached'));
    xhr.onabort = () => reject(new DOMException('canceled', 'AbortError'));
    signal.addEventListener('abort', () => xhr.abort());
    xhr.send(file);
  });
}
