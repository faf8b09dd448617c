import { useEffect, useState } from 'react';
import { request } from '../../jmap/client.ts';
import { noteFailure } from '../../state/mail.ts';

/** The text of a file: null until it is there, undefined when it could not be read. */
export function useText(url: string, charset: string | null): string | null | undefined {
  const [text, setText] = useState<string | null | undefined>(null);
  useEffect(() => {
    let isGone = false;
    void request(url)
      .then(async (answer) => decoded(await answer.arrayBuffer(), charset))
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

function decoded(octets: ArrayBuffer, charset: string | null): string {
  try {
    return new TextDecoder(charset ?? 'utf-8').decode(octets);
  } catch {
    return new TextDecoder().decode(octets);
  }
}
