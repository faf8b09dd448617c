/** Where in a session the script is asked what to say. `message` is during the content, `end` after its dot. */
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
 * What a script says at a stage: a reply line (or several, joined by CRLF), `drop` (close the connection), `silent`
 * (never answer), or nothing for the usual answer.
 */
export type PeerAnswer = string | undefined;

export interface PeerMoment {
  readonly stage: PeerStage;
  /** The command line as received, '' at connect and end. */
  readonly line: string;
  /** The address in MAIL or RCPT. */
  readonly address: string;
  /** Which connection this is, from 1. */
  readonly connection: number;
}

export type PeerScript = (moment: PeerMoment) => PeerAnswer | Promise<PeerAnswer>;

/** The same answer whenever the stage comes (and, where given, only for this address). */
export function answerAt(stage: PeerStage, answer: string, address?: string): PeerScript {
  return (moment) =>
    moment.stage === stage && (address === undefined || moment.address === address) ? answer : undefined;
}

/** Refuses each recipient the first time it is seen, as greylisting does. */
export function greylisting(): PeerScript {
  const seen = new Set<string>();
  return ({ stage, address }) => {
    if (stage !== 'rcpt' || seen.has(address)) return undefined;
    seen.add(address);
    return '450 4.7.1 Greylisted, try again later';
  };
}

/** Asks scripts in order; the first that has an answer counts. */
export function firstOf(...scripts: readonly PeerScript[]): PeerScript {
  return async (moment) => {
    for (const script of scripts) {
      const answer = await script(moment);
      if (answer !== undefined) return answer;
    }
    return undefined;
  };
}
