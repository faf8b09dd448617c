const THEME = 'postroom.theme';
const NOTIFY = 'postroom.notify';

export type Theme = 'auto' | 'light' | 'dark';

export function theme(): Theme {
  const kept = localStorage.getItem(THEME);
  return kept === 'light' || kept === 'dark' ? kept : 'auto';
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(THEME, theme);
  applyTheme();
}

/** Applies the theme, and again when the system or another window changes it. */
export function followTheme(): void {
  window.addEventListener('storage', ({ key }) => key === THEME && applyTheme());
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', applyTheme);
  applyTheme();
}

export function applyTheme(): void {
  const chosen = theme();
  const isDark = chosen === 'dark' || (chosen === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
}

export function wantsNotifications(): boolean {
  return localStorage.getItem(NOTIFY) === 'yes' && 'Notification' in window && Notification.permission === 'granted';
}

export async function chooseNotifications(wants: boolean): Promise<boolean> {
  const granted = wants && 'Notification' in window && (await Notification.requestPermission()) === 'granted';
  localStorage.setItem(NOTIFY, granted ? 'yes' : 'no');
  return granted;
}

const folders = (accountId: string): string => `postroom.notify.${accountId}`;

/** Returns the folders with notifications that were chosen on this device; null: none were chosen. */
export function chosenFolders(accountId: string): readonly string[] | null {
  return localStorage.getItem(folders(accountId))?.split(' ').filter(Boolean) ?? null;
}

export function chooseFolders(accountId: string, ids: readonly string[]): void {
  localStorage.setItem(folders(accountId), ids.join(' '));
}
