import { type FormEvent, useState } from 'react';
import { useWords } from '../../words/index.ts';
import { Dialog } from '../Dialog.tsx';
import forms from './dialogs.module.css';

interface Props {
  /** The action at that time. */
  title: string;
  begin: Date;
  onChosen(at: Date): void;
  onClose(): void;
}

/** Asks for a day and a time in the future. */
export default function TimeDialog({ title, begin, onChosen, onClose }: Props) {
  const t = useWords();
  const [isPast, setPast] = useState(false);

  function choose(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const at = new Date(String(new FormData(event.currentTarget).get('time')));
    if (at.getTime() > Date.now()) {
      onClose();
      onChosen(at);
    } else setPast(true);
  }

  return (
    <Dialog title={title} isSmall onClose={onClose}>
      <form className={forms.form} onSubmit={choose}>
        <label>
          {t('time.when')}
          <input
            name="time"
            type="datetime-local"
            defaultValue={localTime(begin)}
            required
            data-first
            aria-invalid={isPast}
            onChange={() => setPast(false)}
          />
        </label>
        <p className={forms.fault} role="alert">
          {isPast && t('time.past')}
        </p>
        <button type="submit" className="main">
          {title}
        </button>
      </form>
    </Dialog>
  );
}

/** Returns a time for a `datetime-local` field, which has no time zone and means the viewer's. */
function localTime(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
