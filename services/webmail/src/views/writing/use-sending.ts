import { useState } from 'react';
import { useMail } from '../../state/mail.ts';
import { type Draft, fault, hasForgotten } from '../../state/writing/draft.ts';
import { find } from '../../state/writing/drafts.ts';
import { send } from '../../state/writing/sending.ts';
import { useWords } from '../../words/index.ts';
import { writingText } from '../../words/writing/index.ts';

export interface Sending {
  /** Why it cannot be sent, once the person has tried. */
  readonly problem: string | null;
  /** How often the person tried to send it with a fault; from then on the fault is shown until it is mended. */
  readonly tries: number;
  /** Asks whether an attachment was forgotten: sends it all the same at the time that was wanted. Null while nothing is asked. */
  readonly sendAnyway: (() => void) | null;
  /** @param at when it should be sent; null: now */
  trySend(at: Date | null): void;
}

/** Sends a draft, or says what is missing first. */
export function useSending(draft: Draft): Sending {
  const t = useWords();
  const [tries, setTries] = useState(0);
  const [asksForFile, setAsks] = useState<Date | 'now' | null>(null);
  const isOffline = useMail((state) => state.isOffline);

  function trySend(at: Date | null, anyway = false): void {
    // A key may have changed the draft after the last rendering.
    const now = find(draft.key);
    if (!now || now.isSending) return;
    const isWrong = problemOf(now, useMail.getState().isOffline, t) !== null;
    setTries(isWrong ? tries + 1 : 0);
    setAsks(null);
    if (isWrong) return;
    if (!anyway && hasForgotten(now)) setAsks(at ?? 'now');
    else void send(draft.key, at);
  }

  return {
    problem: tries > 0 ? problemOf(draft, isOffline, t) : null,
    tries,
    sendAnyway: asksForFile && (() => trySend(asksForFile === 'now' ? null : asksForFile, true)),
    trySend: (at) => trySend(at),
  };
}

/** Returns why it cannot be sent as it is. @param mayWait whether its uploads may finish later */
function problemOf(draft: Draft, mayWait: boolean, t: ReturnType<typeof useWords>): string | null {
  const { identities } = useMail.getState();
  if (identities.every(({ id }) => id !== draft.identityId)) return writingText('gone.why');
  const wrong = fault(draft, mayWait);
  return wrong && t(wrong.word, wrong.values);
}
