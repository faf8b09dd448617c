import {
  Baseline,
  Bold,
  ImagePlus,
  Italic,
  Link2,
  List,
  ListOrdered,
  type LucideIcon,
  Quote,
  RemoveFormatting,
  Strikethrough,
  Type,
  Underline,
} from 'lucide-react';
import type { Command, EditorState } from 'prosemirror-state';
import type { EditorView } from 'prosemirror-view';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import {
  choose,
  chosen,
  clearLooks,
  isOn,
  link,
  type Toggle,
  toggle,
  unlink,
} from '../../state/writing/rich/commands.ts';
import type { Pictures } from '../../state/writing/rich/pictures-in.ts';
import { INKS, linkOf, SIZES } from '../../state/writing/rich/schema.ts';
import { type RichWord, useRichWords } from '../../words/rich/index.ts';
import { Menu } from '../Menu.tsx';
import { showPictures } from './pictures.ts';
import styles from './RichText.module.css';

const IS_APPLE = /Mac|iPhone|iPad/.test(navigator.platform);
const TOGGLES: readonly [name: Toggle, Icon: LucideIcon, key?: string][] = [
  ['strong', Bold, 'B'],
  ['em', Italic, 'I'],
  ['underline', Underline, 'U'],
  ['strike', Strikethrough, 'Shift+X'],
  ['bullet_list', List],
  ['ordered_list', ListOrdered],
  ['blockquote', Quote],
];
/** The colours as numbers of the label colours. */
const DOTS = { grey: 7, red: 3, orange: 6, green: 5, blue: 1 } as const;

interface Props {
  view: EditorView;
  state: EditorState;
  pictures: Pictures;
}

/** The buttons for formats. Tab goes to one of them, arrow keys go to the others (WAI-ARIA toolbar). */
export function Toolbar({ view, state, pictures }: Props) {
  const t = useRichWords();
  const [asksLink, setAsksLink] = useState(false);
  const bar = useRef<HTMLDivElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const run = (command: Command): void => {
    command(view.state, view.dispatch, view);
    view.focus();
  };
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(IS_APPLE ? event.metaKey : event.ctrlKey)) return;
      event.preventDefault();
      event.stopPropagation();
      setAsksLink(true);
    };
    view.dom.addEventListener('keydown', onKey);
    return () => view.dom.removeEventListener('keydown', onKey);
  }, [view]);

  function onArrow(event: KeyboardEvent): void {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const all = [...(bar.current?.querySelectorAll<HTMLElement>(':scope > button, :scope > div > button') ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    if (by === undefined || at < 0) return;
    event.preventDefault();
    all[(at + by + all.length) % all.length]?.focus();
  }

  const sizes = [null, ...Object.keys(SIZES)].map((name) => ({
    label: t(`size.${name ?? 'usual'}` as RichWord),
    isChecked: chosen(state, 'size') === name,
    run: () => run(choose('size', name)),
  }));
  const inks = [null, ...Object.keys(INKS)].map((name) => ({
    label: t(`ink.${name ?? 'usual'}` as RichWord),
    isChecked: chosen(state, 'ink') === name,
    ...(name === null ? {} : { colour: DOTS[name as keyof typeof DOTS] }),
    run: () => run(choose('ink', name)),
  }));
  return (
    <>
      {asksLink && (
        <LinkField
          isThere={isOn(state, 'link')}
          onLink={(href, shown) => {
            setAsksLink(false);
            run(link(href, shown));
          }}
          onRemove={() => {
            setAsksLink(false);
            run(unlink);
          }}
          onClose={() => {
            setAsksLink(false);
            view.focus();
          }}
        />
      )}
      <div ref={bar} className={styles.tools} role="toolbar" aria-label={t('label')} onKeyDown={onArrow}>
        {TOGGLES.map(([name, Icon, key], at) => {
          const label = t(`${name}`);
          return (
            <button
              key={name}
              type="button"
              className="quiet"
              tabIndex={at === 0 ? 0 : -1}
              aria-label={label}
              title={key ? `${label} (${IS_APPLE ? '⌘' : 'Ctrl+'}${key})` : label}
              aria-pressed={isOn(state, name)}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => run(toggle(name))}
            >
              <Icon size={16} aria-hidden="true" />
            </button>
          );
        })}
        <button
          type="button"
          className="quiet"
          tabIndex={-1}
          aria-label={t('link')}
          title={`${t('link')} (${IS_APPLE ? '⌘' : 'Ctrl+'}K)`}
          aria-pressed={isOn(state, 'link')}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => setAsksLink(!asksLink)}
        >
          <Link2 size={16} aria-hidden="true" />
        </button>
        <Menu label={t('size')} icon={<Type size={16} aria-hidden="true" />} items={sizes} />
        <Menu label={t('ink')} icon={<Baseline size={16} aria-hidden="true" />} items={inks} />
        <button
          type="button"
          className="quiet"
          tabIndex={-1}
          aria-label={t('picture')}
          title={t('picture')}
          onClick={() => file.current?.click()}
        >
          <ImagePlus size={16} aria-hidden="true" />
        </button>
        <input
          ref={file}
          hidden
          type="file"
          accept="image/png,image/jpeg,image/gif,image/webp"
          multiple
          onChange={({ target }) => {
            showPictures(view, pictures, [...(target.files ?? [])]);
            target.value = '';
            view.focus();
          }}
        />
        <button
          type="button"
          className="quiet"
          tabIndex={-1}
          aria-label={t('clear')}
          title={t('clear')}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => run(clearLooks)}
        >
          <RemoveFormatting size={16} aria-hidden="true" />
        </button>
      </div>
    </>
  );
}

interface LinkProps {
  isThere: boolean;
  onLink(href: string, shown: string): void;
  onRemove(): void;
  onClose(): void;
}

function LinkField({ isThere, onLink, onRemove, onClose }: LinkProps) {
  const t = useRichWords();
  const [typed, setTyped] = useState('');
  const href = linkOf(typed);
  return (
    <div className={styles.link}>
      <input
        // biome-ignore lint/a11y/noAutofocus: it was asked for
        autoFocus
        aria-label={t('linkTo')}
        placeholder={t('linkTo')}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== 'Escape') return;
          event.preventDefault();
          event.stopPropagation();
          if (event.key === 'Escape') onClose();
          else if (href) onLink(href, typed.trim());
        }}
      />
      <button type="button" className="quiet" disabled={!href} onClick={() => href && onLink(href, typed.trim())}>
        {t('setLink')}
      </button>
      {isThere && (
        <button type="button" className="quiet" onClick={onRemove}>
          {t('removeLink')}
        </button>
      )}
    </div>
  );
}
