import { useEffect, useRef, useState } from 'react';
import type { Message } from '../jmap/types.ts';
import { useWords } from '../words/index.ts';
import styles from './Conversation.module.css';
import { MessageView } from './MessageView.tsx';

interface Props {
  /** The email that was opened from the list. */
  readonly openId: string;
  /** The messages, oldest first. */
  readonly shown: readonly Message[];
}

/** The most folded messages in a row that are all shown; of more only the first and the last are, until the person asks for the others. */
const MOST_FOLDED = 4;

/** The messages of one conversation: read ones are folded, and the middle of many folded ones is left out. */
export function Conversation({ openId, shown }: Props) {
  const t = useWords();
  const list = useRef<HTMLDivElement>(null);
  const [hasAll, setAll] = useState(false);
  /** Whether each message began unfolded; being read or answered does not change that. */
  const began = useRef(new Map<string, boolean>()).current;
  for (const [index, message] of shown.entries()) {
    if (!began.has(message.id)) began.set(message.id, message.id === openId || startsOpen(message, index, shown));
  }
  const introduced = firstOfEach(shown.filter(({ id }) => began.get(id)));
  const left = hasAll ? new Map<string, number>() : leftOut(shown, began);
  const first = useRef<number>(undefined);
  useEffect(() => {
    const revealed = hasAll && first.current !== undefined ? list.current?.children[first.current] : undefined;
    if (revealed instanceof HTMLElement) revealed.focus();
  }, [hasAll]);
  return (
    <div ref={list}>
      {shown.map((message, index) => {
        const count = left.get(message.id);
        if (count === 0) return null;
        if (count === undefined)
          return (
            <MessageView
              key={message.id}
              message={message}
              isLast={index === shown.length - 1}
              startsOpen={began.get(message.id) ?? true}
              isIntroduced={introduced.has(message.id)}
            />
          );
        const showAll = (): void => {
          first.current = index;
          setAll(true);
        };
        return (
          <button key={message.id} type="button" className={styles.between} aria-expanded="false" onClick={showAll}>
            <span>{t('read.between', { count })}</span>
          </button>
        );
      })}
    </div>
  );
}

/** Returns whether a message begins unfolded: the newest, unread and starred ones do. */
function startsOpen(message: Message, index: number, shown: readonly Message[]): boolean {
  return index === shown.length - 1 || !message.keywords.$seen || Boolean(message.keywords.$flagged);
}

/** Returns the first message of each sender. */
function firstOfEach(messages: readonly Message[]): ReadonlySet<string> {
  const bySender = new Map<string, string>();
  for (const { id, from } of messages) {
    const sender = from?.[0]?.email.toLowerCase() ?? '';
    if (!bySender.has(sender)) bySender.set(sender, id);
  }
  return new Set(bySender.values());
}

/** Returns the messages that are left out: the first of each group with the size of the group, the others with 0. */
function leftOut(shown: readonly Message[], began: ReadonlyMap<string, boolean>): Map<string, number> {
  const left = new Map<string, number>();
  let run: string[] = [];
  for (const { id } of shown) {
    if (began.get(id) === false) {
      run.push(id);
      continue;
    }
    leaveOut(run, left);
    run = [];
  }
  leaveOut(run, left);
  return left;
}

function leaveOut(run: readonly string[], left: Map<string, number>): void {
  if (run.length <= MOST_FOLDED) return;
  const middle = run.slice(1, -1);
  for (const [index, id] of middle.entries()) left.set(id, index === 0 ? middle.length : 0);
}
