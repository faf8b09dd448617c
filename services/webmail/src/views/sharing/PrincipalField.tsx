import { User, Users } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { safeLine } from '../../format/safe-line.ts';
import { addressBeside, findPrincipals, type Principal } from '../../state/sharing/principals.ts';
import { faultOf, type ShareFault } from '../../state/sharing/share-folder.ts';
import { useSharingWords } from '../../words/sharing/index.ts';
import { isComposing } from '../is-composing.ts';
import { useComposition } from '../use-composition.ts';
import styles from './sharing.module.css';

interface Props {
  field: RefObject<HTMLInputElement | null>;
  /** The purpose of the search. */
  label: string;
  /** Ids that are not offered. */
  except: readonly string[];
  onChoose(principal: Principal): void;
  onFault(fault: ShareFault): void;
}

/** Keystrokes closer than this, in ms, make one search. */
const TYPING_MS = 200;
const MAX_SHOWN = 6;
const MAX_LENGTH = 320;

/** Finds people and groups by name or address (WAI-ARIA combobox). */
export function PrincipalField({ field, label, except, onChoose, onFault }: Props) {
  const t = useSharingWords();
  const id = useId();
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<{ text: string; all: readonly Principal[] }>({ text: '', all: [] });
  const [at, setAt] = useState(0);
  /** The text for which Enter was pressed before anything was found. */
  const awaited = useRef<string>(undefined);
  const { isUnfinished, compositionProps } = useComposition();
  const text = typed.trim();
  const isOffered = ({ id }: Principal): boolean => !except.includes(id);
  const shown = text === '' ? [] : found.all.filter(isOffered).slice(0, MAX_SHOWN);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is typed begins a search, and nothing else
  useEffect(() => {
    if (text === '' || isUnfinished) return undefined;
    let isOver = false;
    const timer = setTimeout(() => {
      findPrincipals(text).then(
        (all) => {
          if (isOver) return;
          setFound({ text, all });
          setAt(0);
          const first = awaited.current === text ? all.find(isOffered) : undefined;
          awaited.current = undefined;
          if (first) choose(first);
        },
        (error) => isOver || onFault(faultOf(error)),
      );
    }, TYPING_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [text, isUnfinished]);

  function choose(principal: Principal): void {
    setTyped('');
    onChoose(principal);
  }

  function onKey(event: KeyboardEvent): void {
    if (isComposing(event.nativeEvent)) return;
    const chosen = shown[at];
    if (event.key === 'ArrowDown') setAt(Math.min(at + 1, shown.length - 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
    else if (event.key === 'Escape' && typed !== '') setTyped('');
    else if (event.key !== 'Enter') return;
    // The results are for a shorter text, so the first may be the wrong person.
    else if (found.text !== text) awaited.current = text;
    else if (chosen) choose(chosen);
    event.preventDefault();
  }

  const isNobody = text !== '' && found.text === text && shown.length === 0;
  return (
    <div className={styles.find}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        ref={field}
        value={typed}
        maxLength={MAX_LENGTH}
        role="combobox"
        aria-expanded={shown.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={shown.length > 0 ? `${id}-${at}` : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        placeholder={t('find.example')}
        {...compositionProps}
        onChange={(event) => {
          awaited.current = undefined;
          setTyped(event.target.value);
        }}
        onKeyDown={onKey}
      />
      {shown.length > 0 && (
        <ul id={`${id}-list`} className={styles.found} data-floats="true" role="listbox" aria-label={label}>
          {shown.map((principal, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field
            <li
              key={principal.id}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === at}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => choose(principal)}
            >
              <PrincipalIcon principal={principal} />
              <span>{safeLine(principal.name)}</span>
              {addressBeside(principal) !== null && <small>{addressBeside(principal)}</small>}
            </li>
          ))}
        </ul>
      )}
      <p className={styles.none} data-floats={isNobody} role="status">
        {isNobody && t('find.none')}
      </p>
    </div>
  );
}

export function PrincipalIcon({ principal }: { principal: Principal | null }) {
  const t = useSharingWords();
  if (principal?.type === 'group') return <Users size={16} role="img" aria-label={t('group')} />;
  return <User size={16} aria-hidden="true" />;
}
