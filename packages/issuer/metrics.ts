import { Counter, Histogram, type Metrics } from '@postroom/service';
import { type ErrorCode, isMailError } from '@postroom/types';
import type { Endpoint } from './endpoint.ts';

/** Kinds of requests to the issuer. */
export type Asked = 'metadata' | 'keys' | 'introspection';

/** Results of verifying a token. */
export type TokenOutcome = 'good' | 'remembered' | 'refused' | 'no-permission' | 'unavailable' | 'error';

/** Metrics of an issuer. */
export interface IssuerMetrics {
  /** Counts a token. */
  token(outcome: TokenOutcome): void;
  /** Counts a request to the issuer. */
  asked(what: Asked, outcome: 'answered' | 'failed', seconds: number): void;
}

export const NO_ISSUER_METRICS: IssuerMetrics = { token() {}, asked() {} };

export function createIssuerMetrics(metrics: Metrics): IssuerMetrics {
  const registers = [metrics];
  const tokens = new Counter({
    name: 'postroom_issuer_tokens_total',
    help: 'Tokens of the OpenID issuer by result: good, remembered (checked a moment ago), refused, no-permission (lacks a scope), unavailable (issuer unreachable), error',
    labelNames: ['outcome'],
    registers,
  });
  const seconds = new Histogram({
    name: 'postroom_issuer_seconds',
    help: 'Seconds that the OpenID issuer took to answer, by request (metadata, keys, introspection) and result',
    labelNames: ['asked', 'outcome'],
    buckets: [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  return {
    token: (outcome) => tokens.inc({ outcome }),
    asked: (asked, outcome, took) => seconds.observe({ asked, outcome }, took),
  };
}

const OUTCOMES: Partial<Record<ErrorCode, TokenOutcome>> = {
  'authentication-failed': 'refused',
  'no-permission': 'no-permission',
  unavailable: 'unavailable',
};

export function outcomeOf(error: unknown): TokenOutcome {
  return (isMailError(error) ? OUTCOMES[error.code] : undefined) ?? 'error';
}

/** Wraps `ask` to measure its time. */
export function timed(ask: Endpoint, what: Asked, { asked }: IssuerMetrics): Endpoint {
  return async (...args) => {
    const began = performance.now();
    const end = (outcome: 'answered' | 'failed') => asked(what, outcome, (performance.now() - began) / 1000);
    try {
      const answer = await ask(...args);
      end('answered');
      return answer;
    } catch (error) {
      end('failed');
      throw error;
    }
  };
}
