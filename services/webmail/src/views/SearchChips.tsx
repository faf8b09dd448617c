import { Calendar, Folder, Tag, TextSearch } from 'lucide-react';
import { part } from '../shell/part.ts';
import { usePreferences } from '../state/account-preferences.ts';
import { searchFor } from '../state/labels/names.ts';
import { openView } from '../state/list.ts';
import { useMail } from '../state/mail.ts';
import { inPeriod, inPlace, PERIODS, type Period, PLACES, periodOf, placeOf } from '../state/search-terms.ts';
import { folderOf } from '../state/shared/owner.ts';
import { useWords } from '../words/index.ts';
import { later } from './later.tsx';
import { Menu } from './Menu.tsx';
import { nameOfMailbox } from './mailbox-name.ts';
import styles from './SearchChips.module.css';

const FoundElsewhere = later(() => part('FoundElsewhere', () => import('./shared/FoundElsewhere.tsx')));

function chipOf(isOn: boolean): string {
  return `${styles.chip} ${isOn ? styles.on : ''}`;
}

/**
 * Buttons that say where a search looks and narrow it with one touch; each narrowing is a term that also stands in the search field.
 * @param folder the folder to which the search may be limited
 */
export default function SearchChips({ folder }: { folder: string | null }) {
  const t = useWords();
  const view = useMail((state) => state.list.view);
  const hasOthers = useMail(({ owners }) => owners.length > 0);
  const mailbox = useMail((state) => folderOf(state, folder));
  const labels = usePreferences((state) => state.labels);
  const has = (term: string): boolean => ` ${view.search} `.includes(` ${term} `);
  const look = (search: string): void => void openView({ ...view, search });
  const toggle = (term: string): void =>
    look(has(term) ? ` ${view.search} `.replace(` ${term} `, ' ').trim() : `${view.search} ${term}`.trim());
  const place = placeOf(view.search);
  const today = new Date();
  const period = periodOf(view.search, today);
  const chips = [
    { term: 'is:unread', name: t('search.unread') },
    { term: 'has:attachment', name: t('search.attachment') },
  ];
  return (
    <>
      <div className={styles.chips}>
        <div className={styles.group}>
          {mailbox && (
            <Menu
              label={t('search.in')}
              shown={view.mailboxId === null ? t('search.everywhere') : nameOfMailbox(mailbox, t)}
              className={chipOf(view.mailboxId !== null)}
              icon={<Folder size={12} aria-hidden="true" />}
              items={[
                { id: null, label: t('search.everywhere') },
                { id: mailbox.id, label: nameOfMailbox(mailbox, t) },
              ].map(({ id, label }) => ({
                key: id ?? '',
                label,
                isChecked: view.mailboxId === id,
                run: () => void openView({ ...view, mailboxId: id }),
              }))}
            />
          )}
          <Menu
            label={t('search.where')}
            shown={t(place === undefined ? 'search.where' : `search.place.${place ?? 'any'}`)}
            className={chipOf(place !== null)}
            icon={<TextSearch size={12} aria-hidden="true" />}
            items={[null, ...PLACES].map((each) => ({
              label: t(`search.place.${each ?? 'any'}`),
              isChecked: place === each,
              run: () => look(inPlace(view.search, each)),
            }))}
          />
          <Menu
            label={t('search.when')}
            shown={t(period === undefined ? 'search.when' : `search.period.${period ?? 'any'}`)}
            className={chipOf(period !== null)}
            icon={<Calendar size={12} aria-hidden="true" />}
            items={[null, ...(Object.keys(PERIODS) as Period[])].map((each) => ({
              label: t(`search.period.${each ?? 'any'}`),
              isChecked: period === each,
              run: () => look(inPeriod(view.search, each, today)),
            }))}
          />
        </div>
        <div className={styles.group}>
          {chips.map(({ term, name }) => (
            <button
              key={term}
              type="button"
              className={styles.chip}
              aria-pressed={has(term)}
              onClick={() => toggle(term)}
            >
              {name}
            </button>
          ))}
          {labels.length > 0 && (
            <Menu
              label={t('action.label')}
              className={styles.chip}
              icon={<Tag size={12} aria-hidden="true" />}
              items={labels.map((label) => ({
                key: label.keyword,
                label: label.name,
                colour: label.colour,
                isChecked: has(searchFor(label)),
                run: () => toggle(searchFor(label)),
              }))}
            />
          )}
        </div>
      </div>
      {hasOthers && <FoundElsewhere view={view} />}
    </>
  );
}
