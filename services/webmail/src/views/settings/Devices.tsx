import type { ReactNode } from 'react';
import { longDate } from '../../format/dates.ts';
import { useSettingsWords } from '../../words/settings/index.ts';
import { Section } from './Section.tsx';
import styles from './Settings.module.css';
import { useListed } from './use-listed.ts';

interface Device {
  id: number;
  kind: string;
  device: string;
  parts: { program: string; system: string } | null;
  network: string;
  usedAt: string;
  isThis: boolean;
}

/** @param children shown below the list */
export function Devices({ children }: { children: ReactNode }) {
  const t = useSettingsWords();
  const { items: devices, remove } = useListed<Device>('/account/sessions', 'sessions');
  function end({ id }: Device, name: string): void {
    if (confirm(t('settings.endSessionAsk', { name }))) remove(id, t('device.ended'));
  }
  const nameOf = ({ device, parts }: Device): string =>
    parts ? t('device.on', parts) : device === 'unknown' ? t('device.unknown') : device;
  return (
    <Section title={t('settings.devices')}>
      <ul className={styles.devices}>
        {devices.map((each) => (
          <li key={each.id}>
            <span id={`device-${each.id}`}>
              {nameOf(each)}
              <small>
                {each.network} ·{' '}
                {each.isThis ? t('settings.thisDevice') : t('settings.lastUsed', { when: longDate(each.usedAt) })}
              </small>
            </span>
            {!each.isThis && (
              <button
                type="button"
                className="quiet"
                aria-describedby={`device-${each.id}`}
                onClick={() => end(each, nameOf(each))}
              >
                {t('settings.endSession')}
              </button>
            )}
          </li>
        ))}
      </ul>
      {children}
    </Section>
  );
}
