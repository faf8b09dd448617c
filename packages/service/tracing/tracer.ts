export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

export interface SpanOptions {
  readonly kind?: 'internal' | 'server' | 'client' | 'consumer';
  /** The traceparent it belongs under; without one it begins a trace. */
  readonly parent?: string | null | undefined;
  /** Traceparents of other mail it has to do with. */
  readonly links?: readonly (string | null | undefined)[];
  readonly attributes?: Attributes;
  /** Milliseconds since 1970, when it began before now. */
  readonly startTime?: number;
}

/** A piece of work on the way of a mail. */
export interface Span {
  /** W3C Trace Context, as it is kept with a mail; undefined while nothing is traced. */
  readonly traceparent: string | undefined;
  set(attributes: Attributes): void;
  event(name: string, attributes?: Attributes): void;
  /** Over now; `failure` says what went wrong. */
  end(failure?: string): void;
}

export interface Tracer {
  /** Whether spans go anywhere: whoever would do work for them alone asks first. */
  readonly on: boolean;
  start(name: string, options?: SpanOptions): Span;
}

const NO_SPAN: Span = { traceparent: undefined, set() {}, event() {}, end() {} };

/** For platforms without a collector: costs nothing. */
export const NO_TRACER: Tracer = { on: false, start: () => NO_SPAN };
