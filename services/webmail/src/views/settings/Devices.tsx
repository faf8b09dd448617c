import { useCallback, useEffect, useState } from 'react';
import { longDate } from '../../format/dates.ts';
import { request } from '../../jmap/client.ts';
import { noteFailure } from '../../state/mail.ts';
import { useSettingsWords } from '../../words/settings/index.ts';
import { Section } from './Section.tsx';
import styles from './Settings.module.css';

interface Device {
  id: number;
  kind: string;
  device: string;
  parts: { program: string; system: string } | null;
  network: string;
  usedAt: string;
  isThis: boolean;
}

export function Devices() {
  const t = useSettingsWords();
  const [devices, setDevices] = useState<Device[]>([]);
  const read = useCallback(async (): Promise<void> => {
    const answer = await (await request('/account/sessions')).json();
    setDevices((answer as { sessions: Device[] }).sessions);
  }, []);
  useEffect(() => {
    read().catch(noteFailure);
  }, [read]);
  return (
    <Section title={t('settings.devices')}>
      <ul className={styles.devices}>
        {devices.map(({ id, device, parts, network, usedAt, isThis }) => (
          <li key={id}>
            <span>
              {parts ? t('device.on', parts) : device === 'unknown' ? t('device.unknown') : device}
              <small>
                {network} · {isThis ? t('settings.thisDevice') : t('settings.lastUsed', { when: longDate(usedAt) })}
              </small>
            </span>
            {!isThis && (
              <button
                type="button"
                className="quiet"
                onClick={() =>
                  void request(`/account/sessions/${id}`, { method: 'DELETE' }).then(read).catch(noteFailure)
                }
              >
                {t('settings.endSession')}
              </button>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
