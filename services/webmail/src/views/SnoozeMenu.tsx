import { AlarmClock } from 'lucide-react';
import { useState } from 'react';
import { createPortal } from 'react-dom';
import { comingTimes } from '../format/coming-times.ts';
import { longDate } from '../format/dates.ts';
import { part } from '../shell/part.ts';
import { snooze } from '../state/actions.ts';
import { useWords } from '../words/index.ts';
import { later } from './later.tsx';
import { Menu } from './Menu.tsx';

const TimeDialog = later(() => part('TimeDialog', () => import('./dialogs/TimeDialog.tsx')));

/** @param hasKey whether the page's key opens this one */
export function SnoozeMenu({ ids, hasKey = true }: { ids: readonly string[]; hasKey?: boolean }) {
  const t = useWords();
  const [isTimed, setTimed] = useState(false);
  const { evening, tomorrow, monday } = comingTimes();
  const times = [
    ...(evening ? [{ label: t('snooze.evening'), at: evening }] : []),
    { label: t('snooze.tomorrow'), at: tomorrow },
    ...(monday ? [{ label: t('snooze.monday'), at: monday }] : []),
  ];
  const until = (at: Date): void => void snooze(ids, at);
  const items = [
    ...times.map(({ label, at }) => ({ label, detail: longDate(at.toISOString()), run: () => until(at) })),
    { label: t('time.choose'), isApart: true, run: () => setTimed(true) },
  ];
  const title = t('action.snooze');
  return (
    <>
      <Menu
        label={title}
        {...(hasKey && { hotkey: 'b' })}
        icon={<AlarmClock size={16} aria-hidden="true" />}
        items={items}
      />
      {isTimed &&
        // Within the toolbar the dialog would get the toolbar's styles.
        createPortal(
          <TimeDialog begin={tomorrow} onChosen={until} onClose={() => setTimed(false)} title={title} />,
          document.body,
        )}
    </>
  );
}
