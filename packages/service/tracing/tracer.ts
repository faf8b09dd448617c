export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

export interface SpanOptions {
  readonly kind?: 'internal' | 'server' | 'client' | 'consumer';
  /** The traceparent of the parent span; without it the span begins a trace. */
  readonly parent?: string | null | undefined;
  /** Traceparents of other related messages. */
  readonly links?: readonly (string | null | undefined)[];
  readonly attributes?: Attributes;
  /** Milliseconds since 1970, when the span began before now. */
  readonly startTime?: number;
}

/** A piece of work on the way of a message. */
export interface Span {
  /** The W3C traceparent to store with a message; undefined while nothing is traced. */
  readonly traceparent: string | undefined;
  set(attributes: Attributes): void;
  event(name: string, attributes?: Attributes): void;
  /** Ends the span; `failure` tells what went wrong. */
  end(failure?: string): void;
}

export interface Tracer {
  /** Whether spans go anywhere; code that would do extra work for spans checks this first. */
  readonly on: boolean;
  start(name: string, options?: SpanOptions): Span;
}

const NO_SPAN: Span = { traceparent: undefined, set() {}, event() {}, end() {} };

/** The tracer of platforms without a collector: costs nothing. */
export const NO_TRACER: Tracer = { on: false, start: () => NO_SPAN };
