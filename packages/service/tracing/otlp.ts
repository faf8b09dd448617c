import {
  type Attributes as ApiAttributes,
  type Context,
  DiagLogLevel,
  diag,
  type Link,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { Logger } from '../logger.ts';
import { formatTraceparent, parseTraceparent } from './traceparent.ts';
import type { Attributes, Span, SpanOptions, Tracer } from './tracer.ts';

export interface OtlpOptions {
  service: string;
  /** The base URL, to which the path for traces is added (OTLP/HTTP). */
  endpoint: string;
  headers: Record<string, string>;
  /** The share of new traces that are kept; a message that arrives with a trace keeps its decision. */
  ratio: number;
  /** Returns a text without what must not leave the platform. */
  hide(text: string): string;
  log: Logger;
}

const KINDS = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
};

/** Sends spans to a collector in batches. While it is unavailable they are dropped: mail never waits for it. */
export function createOtlpTracer(options: OtlpOptions): Tracer & AsyncDisposable {
  const { service, endpoint, headers, ratio, hide, log } = options;
  const complain = (message: string): void => log.warn({ message }, 'traces');
  diag.setLogger(
    { error: complain, warn: complain, info() {}, debug() {}, verbose() {} },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces`, headers });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.namespace': 'postroom', 'service.name': service }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [new BatchSpanProcessor({ exporter, maxQueueSize: 16_384, scheduledDelayMillis: 2_000 })],
  });
  const tracer = provider.getTracer('postroom');

  function hidden(attributes: Attributes = {}): ApiAttributes {
    return Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, typeof value === 'string' ? hide(value) : value]),
    );
  }

  function start(
    name: string,
    { kind = 'internal', parent, links = [], attributes, startTime }: SpanOptions = {},
  ): Span {
    const span = tracer.startSpan(
      name,
      {
        kind: KINDS[kind],
        attributes: hidden(attributes),
        links: links.flatMap(linkTo),
        ...(startTime === undefined ? {} : { startTime }),
      },
      contextOf(parent),
    );
    const { traceId, spanId, traceFlags } = span.spanContext();
    return {
      traceparent: formatTraceparent({ traceId, spanId, flags: traceFlags }),
      set: (more) => void span.setAttributes(hidden(more)),
      event: (event, more) => void span.addEvent(event, hidden(more)),
      end(failure) {
        if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: hide(failure) });
        span.end();
      },
    };
  }

  return {
    on: true,
    start,
    [Symbol.asyncDispose]: () => provider.shutdown(),
  };
}

function contextOf(traceparent: string | null | undefined): Context {
  const parent = parseTraceparent(traceparent);
  if (!parent) return ROOT_CONTEXT;
  const { traceId, spanId, flags } = parent;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: flags, isRemote: true });
}

function linkTo(traceparent: string | null | undefined): Link[] {
  const context = trace.getSpanContext(contextOf(traceparent));
  return context ? [{ context }] : [];
}
