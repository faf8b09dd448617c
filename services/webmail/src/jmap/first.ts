import type { Session } from '@postroom/jmap/types';

/** A call as it is sent (RFC 8620 3.2). */
export type Call = readonly [name: string, args: Record<string, unknown>, callId: string];

/** What the server sends as the page begins: the session, and the requests that it foresees with their responses. */
export interface First {
  readonly session: Session;
  readonly answered: readonly { readonly methodCalls: readonly Call[]; readonly methodResponses: readonly Call[] }[];
}

/** Responses that came ahead of their requests. Each is used once, for the first request with exactly the same text. */
export class FirstAnswers {
  readonly #answers: Map<string, readonly Call[]>;

  constructor(answered: First['answered'] = []) {
    this.#answers = new Map(answered.map((each) => [JSON.stringify(each.methodCalls), each.methodResponses]));
  }

  take(methodCalls: readonly Call[]): readonly Call[] | undefined {
    if (this.#answers.size === 0) return undefined;
    const asked = JSON.stringify(methodCalls);
    const found = this.#answers.get(asked);
    this.#answers.delete(asked);
    return found;
  }

  /** Returns whether a response to a call of that name is there. */
  has(name: string): boolean {
    return [...this.#answers.values()].some((answer) => answer.some(([each]) => each === name));
  }
}
