import { RequestFailed, refusal } from './client.ts';

/** What became of a file that was sent. */
export interface Imported {
  readonly imported: number;
  /** Messages that were left out. */
  readonly tooLarge: number;
  /** What of the file is none. */
  readonly notMail: number;
  /** Why it ended before the end of the file. */
  readonly error?: { readonly type: string };
}

/**
 * Sends a file of mail into a mailbox. @param progress hears which part of it has gone, 0 to 1. @param signal breaks it off: what the server
 * has whole by then stays. Throws `offline`, `refused`, AbortError.
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
