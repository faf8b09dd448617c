import { useEffect, useRef, useState } from 'react';
import { safeLine } from '../../format/safe-line.ts';
import { client, useMail } from '../../state/mail.ts';
import { type Level, type Rights, rightsOf } from '../../state/sharing/level.ts';
import type { Principal } from '../../state/sharing/principals.ts';
import { type ShareFault, shareFolder } from '../../state/sharing/share-folder.ts';
import { joined, locale, useWords } from '../../words/index.ts';
import { useSharingWords } from '../../words/sharing/index.ts';
import { Dialog } from '../Dialog.tsx';
import { nameOfMailbox } from '../mailbox-name.ts';
import { DoneNote, type Note } from './DoneNote.tsx';
import { Grantee } from './Grantee.tsx';
import { PrincipalField } from './PrincipalField.tsx';
import styles from './sharing.module.css';
import { usePrincipals } from './use-principals.ts';

/** With whom a folder is shared, what they may do, and a field to add others. */
export function ShareDialog({ mailboxId, onClose }: { mailboxId: string; onClose(): void }) {
  const t = useWords();
  const own = useSharingWords();
  const field = useRef<HTMLInputElement>(null);
  const [note, setNote] = useState<Note | null>(null);
  const mailbox = useMail(({ mailboxes }) => mailboxes.find(({ id }) => id === mailboxId));
  const hasBelow = useMail(({ mailboxes }) => mailboxes.some(({ parentId }) => parentId === mailboxId));
  const given = Object.entries(mailbox?.shareWith ?? {});
  const ids = given.map(([id]) => id);
  const showFault = (fault: ShareFault): void => setNote({ words: own(`fault.${fault}`), isFault: true });
  const { known, know } = usePrincipals(ids, showFault);
  useEffect(() => {
    // On a touch screen the keyboard would cover the list.
    if (matchMedia('(pointer: fine)').matches) field.current?.focus();
  }, []);
  useEffect(() => {
    // The folder was deleted elsewhere.
    if (!mailbox) onClose();
  }, [mailbox, onClose]);
  if (!mailbox) return null;

  const nameOf = (id: string): string => {
    const principal = known.get(id);
    return principal ? safeLine(principal.name) : own('gone');
  };

  async function give(id: string, rights: Rights | null, done: Note): Promise<void> {
    setNote(null);
    const fault = await shareFolder(mailboxId, id, rights);
    if (fault) showFault(fault);
    // An earlier failure has not been read yet, so it stays and comes first.
    else
      setNote((before) =>
        before?.isFault ? { ...done, words: joined(before.words, done.words), isFault: true } : done,
      );
  }

  function choose(principal: Principal): void {
    know(principal);
    void give(principal.id, rightsOf('read'), { words: own('given', { name: safeLine(principal.name) }) });
  }

  function change(id: string, level: Level): void {
    void give(id, rightsOf(level), { words: own('changed', { name: nameOf(id), level: own(`level.${level}`) }) });
  }

  function stop(id: string, rights: Rights): void {
    const name = nameOf(id);
    const undo = (): void => void give(id, rights, { words: own('given', { name }) });
    // The focused button disappears, so the focus moves to the field.
    field.current?.focus();
    void give(id, null, { words: own('stopped', { name }), undo });
  }

  return (
    <Dialog title={own('title', { folder: nameOfMailbox(mailbox, t) })} isHigh onClose={onClose}>
      <div className={styles.sharing}>
        <PrincipalField field={field} label={own('find')} except={ids} onChoose={choose} onFault={showFault} />
        <DoneNote note={note} field={field} />
        <h2>{own('list')}</h2>
        {given.length === 0 && <p>{own('nobody')}</p>}
        <ul className={styles.grantees}>
          {given
            .toSorted(([one], [other]) => nameOf(one).localeCompare(nameOf(other), locale()))
            .map(([id, rights]) => (
              <Grantee
                key={id}
                principal={known.get(id)}
                rights={rights}
                onChange={(level) => change(id, level)}
                onStop={() => stop(id, rights)}
              />
            ))}
        </ul>
        {given.length > 0 && (
          <p className={styles.hint}>
            {own('where', { address: client().session.username })} {hasBelow && own('below')}
          </p>
        )}
      </div>
    </Dialog>
  );
}
