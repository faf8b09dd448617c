import { type KeyboardEvent, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { openView } from '../../state/list.ts';
import { useCommandWords } from '../../words/commands/index.ts';
import { Dialog } from '../Dialog.tsx';
import { isComposing } from '../is-composing.ts';
import { aboutMail } from './about-mail.ts';
import { aboutMessage } from './about-message.ts';
import styles from './Commands.module.css';
import { type Command, matching } from './command.ts';
import { type Opens, ofPage } from './of-page.ts';
import { places } from './places.ts';

interface Props extends Opens {
  onClose(): void;
}

const MAX_TYPED = 200;

/** The command palette (WAI-ARIA combobox). A command runs after the dialog has closed and the focus is back, but before the next key. */
export default function Commands({ onClose, ...opens }: Props) {
  const t = useCommandWords();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  // Computed once: the selection and the open mail do not change while the dialog is open.
  const [all] = useState(() => [...aboutMail(), ...aboutMessage(), ...ofPage(opens), ...places()]);
  const words = typed.trim();
  const shown = useMemo((): readonly Command[] => {
    const run = (): void => void openView({ mailboxId: null, search: words });
    const search = { key: 'searchFor', label: t('searchFor', { words }), run };
    return [...matching(all, words), ...(words === '' ? [] : [search])];
  }, [all, words, t]);
  // A layout effect, because the dialog would put the focus on its cross.
  useLayoutEffect(() => field.current?.focus(), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list follows when another one is marked
  useLayoutEffect(() => {
    document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, at, shown]);

  function run(command: Command | undefined): void {
    if (!command) return;
    field.current?.closest('dialog')?.close();
    onClose();
    command.run();
  }

  function onKey(event: KeyboardEvent): void {
    if (isComposing(event.nativeEvent)) return;
    const last = shown.length - 1;
    if (event.key === 'ArrowDown') setAt(at >= last ? 0 : at + 1);
    else if (event.key === 'ArrowUp') setAt(at <= 0 ? last : at - 1);
    else if (event.key === 'Enter') run(shown[at]);
    else return;
    event.preventDefault();
  }

  return (
    <Dialog title={t('title')} isHigh onClose={onClose}>
      <input
        ref={field}
        className={styles.field}
        value={typed}
        maxLength={MAX_TYPED}
        role="combobox"
        aria-label={t('field')}
        placeholder={t('field')}
        aria-expanded={shown.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={shown.length > 0 ? `${id}-${at}` : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKey}
      />
      <ul id={`${id}-list`} className={styles.found} role="listbox" aria-label={t('title')}>
        {shown.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field
          <li
            key={command.key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => run(command)}
          >
            <bdi>{command.label}</bdi>
            {command.hotkey && (
              <span className={styles.keys} aria-hidden="true">
                {command.hotkey.split(' ').map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </span>
            )}
          </li>
        ))}
      </ul>
      <p className="unseen" role="status">
        {words !== '' && t('found', { count: shown.length - 1 })}
      </p>
    </Dialog>
  );
}
