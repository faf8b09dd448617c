import { Check, Minus } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import styles from './Menu.module.css';
import { placeBeside } from './place-beside.ts';
import { typeAhead } from './type-ahead.ts';

export interface MenuItem {
  readonly label: string;
  /** Set where two items may have the same label. */
  readonly key?: string;
  readonly detail?: string;
  /** Whether the item is on, off, or on for some; undefined for an item that is not checkable. */
  readonly isChecked?: boolean | 'mixed';
  /** The colour of a label, 0 to 11. */
  readonly colour?: number;
  /** The indentation, 0 to 3. */
  readonly depth?: number;
  /** Whether a separator stands before it. */
  readonly isApart?: boolean;
  run(): void;
}

interface Props {
  label: string;
  icon: ReactNode;
  /** A function where there may be many items; it is called when the menu opens. */
  items: readonly MenuItem[] | (() => readonly MenuItem[]);
  /** Text beside the icon. */
  shown?: string;
  /** The page's key that opens the menu. */
  hotkey?: string;
  className?: string | undefined;
}

/**
 * A button with a menu (WAI-ARIA menu button): arrow keys, Escape, and the focus goes back. The menu lies above everything, so that no pane
 * cuts it off.
 */
export function Menu({ label, icon, items: given, shown, hotkey, className = 'quiet' }: Props) {
  const [isOpen, setOpen] = useState(false);
  const items = !isOpen ? [] : typeof given === 'function' ? given() : given;
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const [find] = useState(typeAhead);
  /** The element that had the focus before; it may be any, because the menu's key works everywhere. */
  const origin = useRef<Element>(null);
  useLayoutEffect(() => {
    if (!isOpen || !menu.current || !button.current) return;
    origin.current = document.activeElement;
    menu.current.showPopover();
    placeBeside(menu.current, button.current);
    menu.current.querySelector<HTMLElement>('[role^=menuitem]')?.focus({ preventScroll: true });
  }, [isOpen]);
  useEffect(() => {
    if (!isOpen) return undefined;
    const end = new AbortController();
    const leave = ({ target }: Event): void => {
      if (!root.current?.contains(target as Node)) setOpen(false);
    };
    // The menu closes when its button scrolls away; scrolling elsewhere, as when mail arrives in a list, does not matter.
    const moveAway = ({ target }: Event): void => {
      if ((target as Node).contains(root.current)) setOpen(false);
    };
    document.addEventListener('pointerdown', leave, { signal: end.signal });
    window.addEventListener('scroll', moveAway, { signal: end.signal, capture: true });
    window.addEventListener('resize', () => setOpen(false), { signal: end.signal });
    return () => end.abort();
  }, [isOpen]);

  function close(): void {
    setOpen(false);
    const { current } = origin;
    const back = current instanceof HTMLElement && current !== document.body && current.isConnected;
    (back ? current : button.current)?.focus();
  }

  function onKey(event: KeyboardEvent): void {
    event.stopPropagation();
    const all = [...(menu.current?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    if (event.key === 'ArrowDown') all[(at + 1) % all.length]?.focus();
    else if (event.key === 'ArrowUp') all.at((at <= 0 ? all.length : at) - 1)?.focus();
    else if (event.key === 'Home') all[0]?.focus();
    else if (event.key === 'End') all.at(-1)?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') close();
    else if (/^.$/u.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const names = items.map(({ label }) => label);
      const found = find(event.key, names, at);
      if (found === undefined) return;
      all[found]?.focus();
    } else return;
    event.preventDefault();
  }

  return (
    <div className={styles.root} ref={root}>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={shown ? undefined : label}
        title={hotkey ? `${label} (${hotkey})` : label}
        data-hotkey={hotkey}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' || isOpen) return;
          event.preventDefault();
          event.stopPropagation();
          setOpen(true);
        }}
      >
        {icon}
        {shown && <span className={styles.shown}>{shown}</span>}
      </button>
      {isOpen && (
        <div
          id={id}
          ref={menu}
          popover="manual"
          className={styles.menu}
          role="menu"
          tabIndex={-1}
          aria-label={label}
          onKeyDown={onKey}
        >
          {items.map((item) => (
            // biome-ignore lint/a11y/useAriaPropsSupportedByRole: aria-checked stands where the role is menuitemcheckbox alone
            <button
              key={item.key ?? item.label}
              type="button"
              role={item.isChecked === undefined ? 'menuitem' : 'menuitemcheckbox'}
              aria-checked={item.isChecked}
              data-apart={item.isApart}
              data-depth={item.depth}
              tabIndex={-1}
              onClick={() => {
                close();
                item.run();
              }}
            >
              {item.isChecked === 'mixed' ? (
                <Minus size={14} className={styles.check} aria-hidden="true" />
              ) : (
                item.isChecked !== undefined && <Check size={14} className={styles.check} aria-hidden="true" />
              )}
              {item.colour !== undefined && <span className={styles.dot} data-colour={item.colour} />}
              <span className={styles.words}>{item.label}</span>
              {item.detail && <span className={styles.detail}>{item.detail}</span>}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
