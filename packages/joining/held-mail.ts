import type { Quarantined } from '@postroom/transit';

/** Why a message is in quarantine, in the categories that people are told. */
export type HeldReason = 'virus' | 'unwanted' | 'unproven' | 'source' | 'pretends' | 'links' | 'program' | 'doubted';

/** A quarantined message as a notice names it. */
export interface HeldMail {
  readonly from: string;
  /** Empty when the message has none. */
  readonly subject: string;
  readonly at: Date;
  /** At least one reason. */
  readonly why: readonly HeldReason[];
  /** Whether its recipient cannot release it. */
  readonly isDangerous: boolean;
}

const REASONS: Readonly<Record<string, HeldReason>> = {
  clamd: 'virus',
  sender: 'unwanted',
  'sender-auth': 'unproven',
  'policy dns-lists': 'source',
  'policy reverse-dns': 'source',
  'policy helo': 'source',
  'policy early-talker': 'source',
  'policy display-name': 'pretends',
  'policy look-alike': 'pretends',
  'policy links': 'links',
  'policy attachments': 'program',
};
const MAX_CHARACTERS = 100;

export function heldMailOf({ from, reversePath, subject, acceptedAt, found, isDangerous }: Quarantined): HeldMail {
  const why = new Set((found ?? []).map(({ by }) => REASONS[by] ?? 'doubted'));
  return {
    from: inLine(from || reversePath),
    subject: inLine(subject),
    at: acceptedAt,
    isDangerous,
    why: why.size > 0 ? [...why] : ['doubted'],
  };
}

/** Puts a stranger's text in one line, without control characters and direction marks. */
function inLine(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  const characters = Array.from(line);
  return characters.length > MAX_CHARACTERS ? `${characters.slice(0, MAX_CHARACTERS - 1).join('')}…` : line;
}
