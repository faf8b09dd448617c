import type { PublicServer } from '@postroom/service';
import type { HeldMail } from '../held-mail.ts';

/** What is said to the owner of a mailbox, in one language. */
export interface Words {
  /** Who writes. */
  readonly sender: string;
  welcome(of: WelcomeFacts): { subject: string; text: string };
  leaving(of: LeavingFacts): { subject: string; text: string };
  almostFull(of: SpaceFacts): { subject: string; text: string };
  held(of: HeldFacts): { subject: string; text: string };
}

export interface WelcomeFacts {
  readonly address: string;
  readonly name: string;
  readonly servers: readonly PublicServer[];
  /** Empty: it is not told. */
  readonly publicUrl: string;
  /** Octets of the mailbox; null is unlimited. */
  readonly quota: number | null;
}

export interface SpaceFacts {
  readonly address: string;
  /** Octets. */
  readonly used: number;
  readonly quota: number;
}

/** What is kept apart for somebody. */
export interface HeldFacts {
  readonly address: string;
  /** Those that are named, newest first. */
  readonly mails: readonly HeldMail[];
  /** All of them. */
  readonly count: number;
  /** For how long they are kept. */
  readonly days: number;
  /** Of the page; empty: it is not told. */
  readonly publicUrl: string;
}

export interface LeavingFacts {
  readonly address: string;
  /** As the language writes it, in UTC. */
  readonly at: Date;
}

/** The first server of a kind in a line: `imap.example.org, port 993`. */
export function lineOf(
  { servers }: WelcomeFacts,
  protocol: PublicServer['protocol'],
  line: (host: string, port: number, tls: PublicServer['tls']) => string,
): string[] {
  const best = servers.find((server) => server.protocol === protocol);
  return best ? [line(best.host, best.port, best.tls)] : [];
}

/** `1.8 GB of 2 GB` has two of these. */
export function sizeIn(locale: string, octets: number): string {
  const isLarge = octets >= 1e9;
  const style = { style: 'unit', unit: isLarge ? 'gigabyte' : 'megabyte', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(locale, style).format(octets / (isLarge ? 1e9 : 1e6));
}

export function dateIn(locale: string, at: Date): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(at);
}
