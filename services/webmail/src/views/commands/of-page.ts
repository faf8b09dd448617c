import { openDialog } from '../../state/dialogs.ts';
import { showWaitingRows } from '../../state/list.ts';
import { useMail } from '../../state/mail.ts';
import { chooseTheme } from '../../state/preferences.ts';
import { clearSelection, selectRead } from '../../state/selection.ts';
import { showError } from '../../state/show-error.ts';
import { undo, useToasts } from '../../state/toasts.ts';
import { useWaitingRows } from '../../state/waiting-rows.ts';
import { write } from '../../state/writing/begin.ts';
import { commandText } from '../../words/commands/index.ts';
import { chooseLanguage, LANGUAGES, type Language, text, useLanguage } from '../../words/index.ts';
import type { SettingsWord } from '../../words/settings/index.ts';
import { settingsText } from '../../words/settings/index.ts';
import type { Command } from './command.ts';
import { ofFolder } from './of-folder.ts';

/** What the page itself opens. */
export interface Opens {
  onSettings(part?: SettingsWord): void;
  onKeys(): void;
}

const PARTS = ['part.you', 'part.mail', 'part.notices', 'part.look', 'part.space', 'part.account'] as const;
const THEMES = ['light', 'dark', 'auto'] as const;

/** Returns the commands that are possible everywhere. */
export function ofPage({ onSettings, onKeys }: Opens): Command[] {
  const { list, selected } = useMail.getState();
  const { toast } = useToasts.getState();
  const focusSearch = (): void => document.querySelector<HTMLElement>('[data-search]')?.focus();
  return [
    { key: 'write', label: text('write.button'), hotkey: 'c', run: () => write() },
    ...(toast?.action
      ? [
          {
            key: 'undo',
            label: commandText('of', { what: toast.action.label, which: toast.words }),
            hotkey: 'z',
            run: undo,
          },
        ]
      : []),
    ...(useWaitingRows.getState().count > 0
      ? [{ key: 'arrived', label: text('keys.arrived'), hotkey: '.', run: () => void showWaitingRows() }]
      : []),
    { key: 'search', label: text('search.placeholder'), hotkey: '/', run: focusSearch },
    ...(list.total > 0 ? [{ key: 'all', label: commandText('selectAll'), run: selectRead }] : []),
    ...(selected.size > 0 ? [{ key: 'none', label: text('action.clear'), hotkey: 'Esc', run: clearSelection }] : []),
    ...ofFolder(),
    { key: 'newLabel', label: text('label.new'), run: () => openDialog({ kind: 'label', label: null, ids: [] }) },
    {
      key: 'newFolder',
      label: text('folders.new'),
      run: () => openDialog({ kind: 'folder', folder: null, parent: null }),
    },
    ...PARTS.map((which) => ({
      key: which,
      label: commandText('of', { what: text('settings.title'), which: settingsText(which) }),
      also: commandText(`also.${which}`),
      run: () => onSettings(which),
    })),
    ...THEMES.map((theme) => ({ key: theme, label: commandText(theme), run: () => chooseTheme(theme) })),
    ...(Object.keys(LANGUAGES) as Language[])
      .filter((each) => each !== useLanguage.getState().language)
      .map((each) => ({
        key: each,
        label: commandText('of', { what: text('settings.language'), which: LANGUAGES[each] }),
        run: () => void chooseLanguage(each).catch(showError),
      })),
    { key: 'keys', label: text('keys.title'), hotkey: '?', run: onKeys },
  ];
}
