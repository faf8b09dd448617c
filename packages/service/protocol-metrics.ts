import { Counter, Gauge, Histogram, type Metrics } from './metrics.ts';

/** Values that are read when the metrics are collected. */
export interface ProtocolFigures {
  /** Open connections. */
  connections(): number;
  /** Connections that are logged in, where that is known. */
  sessions?(): number;
}

/** What every protocol server counts, under common names. */
export interface ProtocolMetrics {
  connected(): void;
  refused(reason: string): void;
  loggedIn(): void;
  /** `reason` must be one of our own error codes, never text of a client. */
  loginFailed(reason: string): void;
}

/** Metrics of servers for reading mail, whose clients send many commands in one connection. */
export interface AccessMetrics extends ProtocolMetrics {
  /** `name` must be a known command. */
  commandTook(name: string, ms: number): void;
}

/** Counts the connections that a server refuses. `reason` must be one of our own words. */
export function createRefusals(
  metrics: Metrics,
  protocol: 'smtp' | 'imap' | 'pop3' | 'http',
): (reason: string) => void {
  const refused = new Counter({
    name: 'postroom_connections_refused_total',
    help: 'Refused connections, by reason: over a limit, or from a load balancer without PROXY header',
    labelNames: ['protocol', 'reason'],
    registers: [metrics],
  });
  return (reason) => refused.inc({ protocol, reason });
}

export function createProtocolMetrics(
  metrics: Metrics,
  protocol: 'smtp' | 'imap' | 'pop3' | 'http',
  figures: ProtocolFigures,
): ProtocolMetrics {
  const registers = [metrics];
  gauge('postroom_connections', 'Open connections', figures.connections);
  if (figures.sessions) gauge('postroom_sessions', 'Logged-in connections', figures.sessions);
  const connections = counter('postroom_connections_total', 'Connections taken');
  const refused = createRefusals(metrics, protocol);
  const logins = counter('postroom_logins_total', 'Successful logins');
  const failures = counter('postroom_auth_failures_total', 'Refused logins, by reason', ['reason']);

  function gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      labelNames: ['protocol'],
      registers,
      collect() {
        this.set({ protocol }, read());
      },
    });
  }

  function counter(name: string, help: string, more: readonly string[] = []): Counter {
    return new Counter({ name, help, labelNames: ['protocol', ...more], registers });
  }

  return {
    connected: () => connections.inc({ protocol }),
    refused,
    loggedIn: () => logins.inc({ protocol }),
    loginFailed: (reason) => failures.inc({ protocol, reason }),
  };
}

export function createAccessMetrics(
  metrics: Metrics,
  protocol: 'imap' | 'pop3' | 'http',
  figures: ProtocolFigures,
): AccessMetrics {
  const commands = new Histogram({
    name: 'postroom_command_seconds',
    help: 'Seconds from a command to the end of its response, without IDLE',
    labelNames: ['protocol', 'command'],
    buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10],
    registers: [metrics],
  });
  // Finding a histogram by its labels costs more than counting.
  const byName = new Map<string, { observe(seconds: number): void }>();
  return {
    ...createProtocolMetrics(metrics, protocol, figures),
    commandTook(command, ms) {
      const histogram = byName.get(command) ?? commands.labels({ protocol, command });
      byName.set(command, histogram);
      histogram.observe(ms / 1000);
    },
  };
}
