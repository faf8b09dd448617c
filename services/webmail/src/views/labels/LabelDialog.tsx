import { type FormEvent, useState } from 'react';
import { changeLabel, makeLabel } from '../../state/labels/edit-labels.ts';
import { COLOURS, type Label, MAX_LABELS, MAX_NAME, sameName } from '../../state/labels/label.ts';
import { putLabel } from '../../state/labels/labels.ts';
import { knownLabels } from '../../state/labels/names.ts';
import type { Chosen } from '../../state/selection.ts';
import { useWords } from '../../words/index.ts';
import { useLabelWords } from '../../words/labels/index.ts';
import { Dialog } from '../Dialog.tsx';
import forms from '../dialogs/dialogs.module.css';
import { NameField } from '../dialogs/NameField.tsx';
import styles from './labels.module.css';

interface Props {
  /** Null: a new label, which the conversations `ids` get. */
  label: Label | null;
  ids: Chosen;
  onClose(): void;
}

/** Name and colour of a label. If saving fails, the fields keep what was typed. */
export function LabelDialog({ label, ids, onClose }: Props) {
  const t = useWords();
  const own = useLabelWords();
  const [fault, setFault] = useState('');
  const [isBusy, setBusy] = useState(false);
  const free = [...Array(COLOURS).keys()].find((each) => !knownLabels().some(({ colour }) => colour === each)) ?? 0;

  async function save(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const name = String(form.get('name')).trim();
    const colour = Number(form.get('colour'));
    const others = knownLabels().filter(({ keyword }) => keyword !== label?.keyword);
    if (sameName(name, '')) return setFault(own('noName'));
    if (others.some((each) => sameName(each.name, name))) return setFault(own('taken'));
    if (!label && others.length >= MAX_LABELS) return setFault(own('tooMany'));
    setBusy(true);
    const kept = label ? await changeLabel(label.keyword, name, colour) : await makeLabel(name, colour);
    setBusy(false);
    // The person was told why.
    if (!kept) return;
    onClose();
    if (kept !== true) await putLabel(ids, kept, true);
  }

  return (
    <Dialog title={t(label ? 'label.edit' : 'label.new')} isSmall onClose={onClose}>
      <form className={forms.form} onSubmit={(event) => void save(event)}>
        <NameField name={label?.name} maxLength={MAX_NAME} fault={fault} onChange={() => setFault('')} />
        <fieldset className={styles.swatches}>
          <legend>{t('label.colour')}</legend>
          {[...Array(COLOURS).keys()].map((colour) => (
            <label key={colour} data-colour={colour}>
              <input
                type="radio"
                name="colour"
                value={colour}
                defaultChecked={colour === (label?.colour ?? free)}
                aria-label={t('label.colourNumber', { number: colour + 1 })}
              />
            </label>
          ))}
        </fieldset>
        <button type="submit" className="main" disabled={isBusy}>
          {t('settings.save')}
        </button>
      </form>
    </Dialog>
  );
}
