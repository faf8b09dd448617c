import { Gauge, type Metrics } from '@postroom/service';

/** Figures that are read when they are asked for. */
export interface ImapFigures {
  connections(): number;
  sessions(): number;
}

export function registerMetrics(metrics: Metrics, figures: ImapFigures): void {
  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({
      name,
      help,
      registers: [metrics],
      collect() {
        this.set(read());
      },
    });
  };
  gauge('postroom_imap_connections', 'Open IMAP connections', figures.connections);
  gauge('postroom_imap_sessions', 'IMAP sessions that are logged in', figures.sessions);
}
