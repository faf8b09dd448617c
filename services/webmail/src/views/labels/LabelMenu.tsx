import { Tag } from 'lucide-react';
import { usePreferences } from '../../state/account-preferences.ts';
import { openDialog } from '../../state/dialogs.ts';
import { putLabel } from '../../state/labels/labels.ts';
import { keywordsOf, useLabelsAmong } from '../../state/labels/names.ts';
import { useMail } from '../../state/mail.ts';
import type { Chosen } from '../../state/selection.ts';
import { useWords } from '../../words/index.ts';
import { Menu } from '../Menu.tsx';

/** The menu that adds labels to conversations and removes them. */
export function LabelMenu({ ids }: { ids: Chosen }) {
  const t = useWords();
  useMail((state) => state.rows);
  const own = usePreferences(({ labels }) => labels);
  const { some, all } = keywordsOf(ids === 'all' ? [...useMail.getState().selected] : ids);
  const labels = useLabelsAmong([...own.map(({ keyword }) => keyword), ...some]);
  const items = labels.map((label) => ({
    key: label.keyword,
    label: label.name,
    colour: label.colour,
    isChecked: all.has(label.keyword) || (some.has(label.keyword) && ('mixed' as const)),
    run: () => void putLabel(ids, label, !all.has(label.keyword)),
  }));
  const making = { label: t('label.new'), run: () => openDialog({ kind: 'label', label: null, ids }) };
  return (
    <Menu
      label={t('action.label')}
      hotkey="l"
      icon={<Tag size={16} aria-hidden="true" />}
      items={[...items, { ...making, isApart: items.length > 0 }]}
    />
  );
}
