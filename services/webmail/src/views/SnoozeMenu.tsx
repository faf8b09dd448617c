import { AlarmClock } from 'lucide-react';
import { comingTimes } from '../format/coming-times.ts';
import { longDate } from '../format/dates.ts';
import { snooze } from '../state/actions.ts';
import { useWords } from '../words/index.ts';
import { Menu } from './Menu.tsx';

export function SnoozeMenu({ ids }: { ids: readonly string[] }) {
  const t = useWords();
  const { evening, tomorrow, monday } = comingTimes();
  const times = [
    ...(evening ? [{ label: t('snooze.evening'), at: evening }] : []),
    { label: t('snooze.tomorrow'), at: tomorrow },
    ...(monday ? [{ label: t('snooze.monday'), at: monday }] : []),
  ];
  const items = times.map(({ label, at }) => ({
    ...{ label, detail: longDate(at.toISOString()) },
    run: () => void snooze(ids, at),
  }));
  return (
    <Menu label={t('action.snooze')} hotkey="b" icon={<AlarmClock size={16} aria-hidden="true" />} items={items} />
  );
}
