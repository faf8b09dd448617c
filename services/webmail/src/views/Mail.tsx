import { type ComponentType, useCallback, useEffect, useState } from 'react';
import { OUTDATED, part } from '../shell/part.ts';
import { keepShell } from '../shell/register.ts';
import { useReadPreferences } from '../state/account-preferences.ts';
import { closeDialog, useDialogs } from '../state/dialogs.ts';
import { useMail } from '../state/mail.ts';
import { usePending } from '../state/offline/pending.ts';
import { show } from '../state/toasts.ts';
import { writeAsked } from '../state/writing/asked.ts';
import { joined, useWords } from '../words/index.ts';
import type { SettingsWord } from '../words/settings/index.ts';
import { BottomBar } from './BottomBar.tsx';
import { Dragged } from './drag/Dragged.tsx';
import { Folders } from './Folders.tsx';
import { List } from './List.tsx';
import { later } from './later.tsx';
import styles from './Mail.module.css';
import { printOnWhite } from './printing.ts';
import { Reader } from './Reader.tsx';
import { useFirstRows } from './use-first-rows.ts';
import { useKeys } from './use-keys.ts';
import { useUnread } from './use-unread.ts';
import { useWayBack } from './use-way-back.ts';

const dialogs = () => part('Dialogs', () => import('./dialogs/Dialogs.tsx'));
const Dialogs = later(dialogs);
const commands = () => part('Commands', () => import('./commands/Commands.tsx'));
const Commands = later(commands);
const keyHelp = () => part('KeyHelp', () => import('./KeyHelp.tsx'));
const KeyHelp = later(keyHelp);
const delivery = () => part('Delivery', () => import('./delivery/Delivery.tsx'));
const answer = () => part('state/answer', () => import('../state/answer.ts'));
const settings = () => part('Settings', () => import('./settings/Settings.tsx'));

/** Time after which the page has loaded what it was opened for. */
const SETTINGS_AFTER_MS = 1_500;

/** The three panes; two or one in a narrower window. */
export function Mail() {
  const t = useWords();
  const [isFoldersOpen, setFoldersOpen] = useState(false);
  const [hasKeys, setKeys] = useState(false);
  const [Settings, setSettings] = useState<ComponentType<{ begin: SettingsWord | undefined; onClose(): void }> | null>(
    null,
  );
  const [begin, setBegin] = useState<SettingsWord>();
  const [isOutdated, setOutdated] = useState(false);
  const openId = useMail((state) => state.openId);
  const isOffline = useMail((state) => state.isOffline);
  const isFull = useMail(({ quota }) => quota.limit !== null && quota.used >= quota.limit);
  const waiting = usePending(({ count }) => count);
  const mails = usePending((state) => state.mails);
  const replayed = usePending((state) => state.replayed);
  const dialog = useDialogs(({ open }) => open?.kind);
  const turn = useDialogs((state) => state.turn);
  useReadPreferences();
  useKeys(useCallback(() => setKeys(true), []));
  useWayBack();
  useUnread();
  useEffect(printOnWhite, []);
  useEffect(writeAsked, []);
  const hasRows = useFirstRows();
  useEffect(() => {
    // Loads the part that sanitizes HTML before a message is opened.
    if (hasRows) void part('HtmlFrame', () => import('./HtmlFrame.tsx')).catch(() => undefined);
  }, [hasRows]);
  useEffect(() => {
    // These parts are loaded ahead, so that they open at once, with or without a connection.
    const timer = setTimeout(() => {
      for (const load of [settings, dialogs, delivery, answer, commands, keyHelp]) void load().catch(() => undefined);
      keepShell();
    }, SETTINGS_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  useEffect(() => {
    const note = (): void => setOutdated(true);
    window.addEventListener(OUTDATED, note);
    return () => window.removeEventListener(OUTDATED, note);
  }, []);
  useEffect(() => {
    if (!replayed || replayed.done === 0) return;
    const { done, refused } = replayed;
    show(refused > 0 ? t('offline.refused', { count: refused }) : t('offline.done', { count: done }));
  }, [replayed, t]);
  function openSettings(part?: SettingsWord): void {
    setBegin(part);
    settings().then(
      (loaded) => setSettings(() => loaded.default),
      () => show(t('app.failed', { reason: t('compose.unsavedReason') })),
    );
  }
  return (
    <div className={styles.page}>
      <button type="button" className={styles.skip} onClick={() => document.getElementById('list')?.focus()}>
        {t('app.skip')}
      </button>
      {isOffline && (
        <p className={styles.offline} role="status">
          {joined(
            t('app.offline'),
            waiting > 0 && t('offline.waiting', { count: waiting }),
            mails > 0 && t('offline.mails', { count: mails }),
          )}
        </p>
      )}
      {isOutdated && (
        <p className={styles.outdated} role="status">
          {t('app.outdated')}{' '}
          <button type="button" onClick={() => location.reload()}>
            {t('app.reload')}
          </button>
        </p>
      )}
      {isFull && (
        <p className={styles.full} role="status">
          {t('space.full')}{' '}
          <button type="button" onClick={() => openSettings('part.space')}>
            {t('clean.title')}
          </button>
        </p>
      )}
      <div className={styles.panes} data-open={openId !== null}>
        <Folders
          isOpen={isFoldersOpen}
          onClose={() => setFoldersOpen(false)}
          onSettings={openSettings}
          onKeys={() => setKeys(true)}
        />
        <List onFolders={() => setFoldersOpen(true)} />
        <Reader />
      </div>
      {openId === null && <BottomBar onFolders={() => setFoldersOpen(true)} onSettings={() => openSettings()} />}
      <Dragged />
      {dialog === 'commands' ? (
        <Commands key={turn} onClose={() => closeDialog(turn)} onSettings={openSettings} onKeys={() => setKeys(true)} />
      ) : (
        dialog && <Dialogs key={turn} />
      )}
      {hasKeys && <KeyHelp onClose={() => setKeys(false)} />}
      {Settings && <Settings begin={begin} onClose={() => setSettings(null)} />}
    </div>
  );
}
