import { useEffect, useState } from 'react';
import { noteFailure } from '../../state/mail.ts';
import { readText } from '../../state/read-text.ts';

/** Returns the text of a file: null until it is loaded, undefined where it could not be read. */
export function useText(url: string, charset: string | null): string | null | undefined {
  const [text, setText] = useState<string | null | undefined>(null);
  useEffect(() => {
    let isGone = false;
    void readText(url, charset)
      .catch((error: unknown) => {
        noteFailure(error);
        return undefined;
      })
      .then((read) => {
        if (!isGone) setText(read);
      });
    return () => {
      isGone = true;
    };
  }, [url, charset]);
  return text;
}
