import { safeLine } from '../../format/safe-line.ts';
import type { Delegations, Received } from '../../state/delegated.ts';
import { useSettingsWords } from '../../words/settings/index.ts';
import settings from './Settings.module.css';

/** What others have decided: for whom this person may write, and who may write as an alias that delivers to this person. */
export function DelegationsSeen({ delegations, received }: Delegations) {
  const t = useSettingsWords();
  const ofAliases = delegations.filter(({ isOwn }) => !isOwn);
  const howOf = ({ mode, group }: Received): string => {
    const how = t(`delegation.received.${mode}`);
    return group === null ? how : t('delegation.by', { how, group });
  };
  return (
    <>
      {received.length > 0 && (
        <>
          <h3>{t('delegation.received')}</h3>
          <ul className={settings.devices}>
            {received.map((each) => (
              <li key={each.address}>
                <span>
                  {each.name ? `${safeLine(each.name)} <${each.address}>` : each.address}
                  <small>{howOf(each)}</small>
                </span>
              </li>
            ))}
          </ul>
          <p className={settings.muted}>{t('delegation.where')}</p>
        </>
      )}
      {ofAliases.length > 0 && (
        <>
          <h3>{t('delegation.aliases')}</h3>
          <ul className={settings.devices}>
            {ofAliases.map(({ address, to, mode }) => (
              <li key={`${address} ${to}`}>
                <span>
                  {address}
                  <small>{t(`delegation.alias.${mode}`, { to })}</small>
                </span>
              </li>
            ))}
          </ul>
          <p className={settings.muted}>{t('delegation.operator')}</p>
        </>
      )}
    </>
  );
}
