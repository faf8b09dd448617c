export { parseTraceparent } from './traceparent.ts';
export { NO_TRACER, type Span, type SpanOptions, type Tracer } from './tracer.ts';
