/** The points of a session at which the script may answer. `message` is during the content, `end` after its final dot. */
export type PeerStage =
  | 'connect'
  | 'ehlo'
  | 'helo'
  | 'starttls'
  | 'auth'
  | 'mail'
  | 'rcpt'
  | 'data'
  | 'bdat'
  | 'message'
  | 'end'
  | 'rset'
  | 'noop'
  | 'quit';

/**
 * The answer of a script at a stage: a reply line (or several, joined by CRLF), `drop` (close the connection), `silent`
 * (never reply), `letters` (a letter each few milliseconds, never a line), or undefined for the usual reply.
 */
export type PeerAnswer = string | undefined;

export interface PeerMoment {
  readonly stage: PeerStage;
  /** The command line as received, '' at connect and end. */
  readonly line: string;
  /** The address in MAIL or RCPT. */
  readonly address: string;
  /** The number of the connection, from 1. */
  readonly connection: number;
}

export type PeerScript = (moment: PeerMoment) => PeerAnswer | Promise<PeerAnswer>;

/** Returns a script with the same answer each time the stage comes (and, where given, only for this address). */
export function answerAt(stage: PeerStage, answer: string, address?: string): PeerScript {
  return (moment) =>
    moment.stage === stage && (address === undefined || moment.address === address) ? answer : undefined;
}

/** Returns a script that refuses each recipient the first time, as greylisting does. */
export function greylisting(): PeerScript {
  const seen = new Set<string>();
  return ({ stage, address }) => {
    if (stage !== 'rcpt' || seen.has(address)) return undefined;
    seen.add(address);
    return '450 4.7.1 Greylisted, try again later';
  };
}

/** Returns a script that asks scripts in order; the first answer counts. */
export function firstOf(...scripts: readonly PeerScript[]): PeerScript {
  return async (moment) => {
    for (const script of scripts) {
      const answer = await script(moment);
      if (answer !== undefined) return answer;
    }
    return undefined;
  };
}
