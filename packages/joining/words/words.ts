import type { PublicServer } from '@postroom/service';
import type { HeldMail } from '../held-mail.ts';

/** The texts to the owner of a mailbox, in one language. */
export interface Words {
  /** The display name of the sender. */
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
  /** The URL of the page; if empty, the text does not mention it. */
  readonly publicUrl: string;
  /** The quota in octets; null means unlimited. */
  readonly quota: number | null;
}

export interface SpaceFacts {
  readonly address: string;
  /** Octets. */
  readonly used: number;
  readonly quota: number;
}

/** The mail in somebody's quarantine. */
export interface HeldFacts {
  readonly address: string;
  /** The messages that the notice names, newest first. */
  readonly mails: readonly HeldMail[];
  /** The number of all of them. */
  readonly count: number;
  /** How long they are kept. */
  readonly days: number;
  /** The URL of the page; if empty, the text does not mention it. */
  readonly publicUrl: string;
}

export interface LeavingFacts {
  readonly address: string;
  /** Written in the language's format, in UTC. */
  readonly at: Date;
}

/** Returns a line about the first server for a protocol: `imap.example.org, port 993`. Empty when there is none. */
export function lineOf(
  { servers }: WelcomeFacts,
  protocol: PublicServer['protocol'],
  line: (host: string, port: number, tls: PublicServer['tls']) => string,
): string[] {
  const best = servers.find((server) => server.protocol === protocol);
  return best ? [line(best.host, best.port, best.tls)] : [];
}

/** Formats a size; `1.8 GB of 2 GB` contains two of these. */
export function sizeIn(locale: string, octets: number): string {
  const isLarge = octets >= 1e9;
  const style = { style: 'unit', unit: isLarge ? 'gigabyte' : 'megabyte', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(locale, style).format(octets / (isLarge ? 1e9 : 1e6));
}

export function dateIn(locale: string, at: Date): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(at);
}
