import { useWords, type Word } from '../words/index.ts';
import { Dialog } from './Dialog.tsx';
import styles from './KeyHelp.module.css';

/** Keys with a space between them are alternatives; with `+` they are pressed together, with `›` one after the other. */
const KEYS: readonly [keys: string, word: Word][] = [
  ['j k', 'keys.next'],
  ['Enter o', 'keys.open'],
  ['u', 'keys.back'],
  ['x', 'keys.select'],
  ['Shift + ↑ ↓', 'keys.selectOn'],
  ['Ctrl + A', 'list.selectAll'],
  ['e', 'action.archive'],
  ['#', 'action.delete'],
  ['!', 'action.junk'],
  ['s', 'action.star'],
  ['l', 'action.label'],
  ['v', 'action.move'],
  ['b', 'action.snooze'],
  ['r', 'read.reply'],
  ['a', 'read.replyAll'],
  ['f', 'read.forward'],
  ['c', 'write.button'],
  ['z', 'keys.undo'],
  ['.', 'keys.arrived'],
  ['/', 'keys.search'],
  ['g › i d s t', 'keys.go'],
  ['→ ←', 'keys.fold'],
  ['Ctrl + Enter', 'keys.send'],
  ['Ctrl + K', 'keys.commands'],
  ['Esc', 'app.close'],
  ['?', 'keys.help'],
];

export default function KeyHelp({ onClose }: { onClose(): void }) {
  const t = useWords();
  return (
    <Dialog title={t('keys.title')} onClose={onClose}>
      <dl className={styles.keys}>
        {KEYS.map(([keys, word]) => (
          <div key={keys}>
            <dt>
              {keys.split(' ').map((key) => {
                if (key === '›') return <span key={key}>{t('keys.then')}</span>;
                return key === '+' ? <span key={key}>+</span> : <kbd key={key}>{key}</kbd>;
              })}
            </dt>
            <dd>{t(word)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
