import { Search, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { ownerOf } from '../jmap/ids.ts';
import { openView } from '../state/list.ts';
import { mailboxOf, useMail } from '../state/mail.ts';
import { useWords } from '../words/index.ts';
import { isComposing } from './is-composing.ts';
import styles from './List.module.css';
import { useComposition } from './use-composition.ts';

/** Keystrokes closer than this, in ms, make one search. */
const TYPING_MS = 200;

/** Returns whether a folder is somebody else's: there a search begins in the folder itself, because "everywhere" is one's own mail. */
function isSomebodyElses(mailboxId: string | null): boolean {
  return ownerOf(mailboxId) !== undefined;
}

/** @param folder the folder that is shown, or was shown before the search */
export function SearchField({ folder }: { folder: string | null }) {
  const t = useWords();
  const view = useMail((state) => state.list.view);
  const [typed, setTyped] = useState(view.search);
  const sent = useRef(view);
  const { isUnfinished, compositionProps } = useComposition();
  useEffect(() => {
    const { mailboxId, search } = view;
    if (search === sent.current.search && mailboxId === sent.current.mailboxId) return;
    // The search was changed elsewhere: by a chip, a label, a folder.
    sent.current = view;
    setTyped(search);
  }, [view]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is typed begins a search, and nothing else
  useEffect(() => {
    if (isUnfinished) return undefined;
    const isHere = view.search === '' ? isSomebodyElses(view.mailboxId) : view.mailboxId !== null;
    const mailboxId = typed === '' || isHere ? folder : null;
    if (typed.trim() === view.search && (typed === '' || mailboxId === view.mailboxId)) return undefined;
    const timer = setTimeout(() => {
      sent.current = { mailboxId, search: typed.trim() };
      void openView(sent.current);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, isUnfinished]);

  function clear(): void {
    setTyped('');
    const mailboxId = folder ?? mailboxOf('inbox')?.id ?? null;
    void openView({ mailboxId, search: '' });
  }

  return (
    <div className={styles.search} role="search">
      <Search size={16} aria-hidden="true" />
      <input
        type="search"
        data-search
        aria-label={t('search.placeholder')}
        placeholder={t('search.placeholder')}
        title={t('search.hint')}
        value={typed}
        {...compositionProps}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || isComposing(event.nativeEvent)) return;
          clear();
          event.currentTarget.blur();
        }}
      />
      {typed !== '' && (
        <button type="button" className="quiet" aria-label={t('search.clear')} onClick={clear}>
          <X size={16} />
        </button>
      )}
    </div>
  );
}
