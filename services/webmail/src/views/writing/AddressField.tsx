import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { formatAddress, nameOf, parseAddress, pastedAddresses } from '../../format/people.ts';
import type { EmailAddress } from '../../jmap/types.ts';
import { addressesIn, isRefused } from '../../state/writing/draft.ts';
import { useWords } from '../../words/index.ts';
import { useWritingWords } from '../../words/writing/index.ts';
import { isComposing } from '../is-composing.ts';
import styles from './AddressField.module.css';
import { usePeople } from './use-people.ts';

interface Props {
  label: string;
  value: string;
  /** Addresses that the server refused. */
  refused: readonly string[];
  autoFocus?: boolean;
  onChange(value: string): void;
  children?: ReactNode;
}

const MAX_FOUND = 6;
/** Up to this many chips stand beside the field's name; more stand below it. */
const FEW = 2;

/** Addresses as chips, checked while typing, with completion from the known mail. */
export function AddressField({ label, value, refused, autoFocus = false, onChange, children }: Props) {
  const t = useWords();
  const own = useWritingWords();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  /** The text whose suggestions the person closed. */
  const [closedFor, setClosedFor] = useState<string | null>(null);
  const all = useFound(typed);
  const found = closedFor === typed ? [] : all;
  const { good, wrong } = addressesIn(value);
  const chips = [
    ...good.map((address) => ({
      text: formatAddress(address),
      shown: nameOf(address),
      why: isRefused(address, { refused }) ? own('refused.recipient') : null,
    })),
    ...wrong.map((text) => ({ text, shown: text, why: own('wrong') })),
  ];

  // Of many chips the last one and the input stay visible.
  // biome-ignore lint/correctness/useExhaustiveDependencies: when there is one more
  useEffect(() => {
    if (document.activeElement === input.current) input.current?.scrollIntoView({ block: 'nearest' });
  }, [chips.length]);

  function add(text: string): void {
    const all = [value, text.trim()].filter(Boolean).join(', ');
    setTyped('');
    setAt(0);
    onChange(all);
  }

  function removeAt(index: number): void {
    onChange(
      chips
        .filter((_, each) => each !== index)
        .map(({ text }) => text)
        .join(', '),
    );
  }

  /** Turns a chip back into text to correct it. */
  function correct(index: number): void {
    removeAt(index);
    setTyped(chips[index]?.text ?? '');
    input.current?.focus();
  }

  return (
    <div className={styles.field} data-many={chips.length > FEW}>
      <label htmlFor={id}>{label}</label>
      {children}
      <div className={styles.chips}>
        {chips.map(({ text, shown, why }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same address may be there twice
          <span key={index} className={styles.chip} data-wrong={why !== null} title={text}>
            {why === null ? (
              <span className={styles.name}>{shown}</span>
            ) : (
              <button
                type="button"
                className={styles.name}
                aria-label={own('correct', { name: shown })}
                title={why}
                onClick={() => correct(index)}
              >
                {shown}
              </button>
            )}
            <button
              type="button"
              aria-label={t('compose.remove', { name: shown })}
              onClick={({ detail }) => {
                removeAt(index);
                // Pressed by a key, the button had the focus and disappears.
                if (detail === 0) input.current?.focus();
              }}
            >
              <X size={12} />
            </button>
          </span>
        ))}
        <input
          id={id}
          ref={input}
          value={typed}
          role="combobox"
          aria-invalid={chips.some(({ why }) => why !== null)}
          aria-expanded={found.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={found.length > 0 ? `${id}-${at}` : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          inputMode="email"
          // biome-ignore lint/a11y/noAutofocus: a new mail is begun with whom it is for
          autoFocus={autoFocus}
          data-first={autoFocus || undefined}
          onChange={(event) => {
            const { value: now } = event.target;
            setAt(0);
            if (/[,;，；]$/.test(now) && parseAddress(now.slice(0, -1))) add(now.slice(0, -1));
            else setTyped(now);
          }}
          onPaste={(event) => {
            const several = pastedAddresses(event.clipboardData.getData('text/plain'));
            if (several === null || typed.trim() !== '') return;
            event.preventDefault();
            add(several);
          }}
          onBlur={() => {
            if (typed.trim()) add(typed);
          }}
          onKeyDown={(event) => {
            if (isComposing(event.nativeEvent)) return;
            // A whole address needs no suggestions any more: the key is for the window.
            if (event.key === 'Escape' && found.length > 0 && !parseAddress(typed)) {
              setClosedFor(typed);
              event.preventDefault();
              event.stopPropagation();
              return;
            }
            // The window is about to be sent or closed, so what was typed becomes an address.
            if (event.key === 'Escape' || (event.key === 'Enter' && (event.ctrlKey || event.metaKey))) {
              if (typed.trim()) add(typed);
              return;
            }
            if (event.key === 'ArrowDown') setAt(Math.min(at + 1, found.length - 1));
            else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
            else if ((event.key === 'Enter' || event.key === 'Tab') && typed.trim()) {
              const chosen = found[at];
              add(chosen && !parseAddress(typed) ? formatAddress(chosen) : typed);
              if (event.key === 'Tab') return;
            } else if (event.key === 'Backspace' && typed === '' && chips.length > 0) removeAt(chips.length - 1);
            else return;
            event.preventDefault();
          }}
        />
      </div>
      {found.length > 0 && (
        <ul id={`${id}-list`} className={styles.found} role="listbox" aria-label={label}>
          {found.map((address, index) => (
            <li
              key={address.email}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === at}
              onPointerDown={(event) => {
                event.preventDefault();
                add(formatAddress(address));
              }}
            >
              <span>{address.name ?? address.email}</span>
              {address.name && <small>{address.email}</small>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Returns matching addresses. Those already shown keep their places when mail arrives, so that nobody chooses the wrong one. */
function useFound(typed: string): readonly EmailAddress[] {
  const now = usePeople(typed);
  const shown = useRef<{ typed: string; all: readonly EmailAddress[] }>({ typed: '', all: [] });
  const before = shown.current.typed === typed ? shown.current.all : [];
  const others = now.filter(({ email }) => !before.some((each) => each.email === email));
  shown.current = { typed, all: [...before, ...others].slice(0, MAX_FOUND) };
  return shown.current.all;
}
