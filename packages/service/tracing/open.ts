import type { Logger } from '../logger.ts';
import { otlpHeaders } from './otlp-headers.ts';
import { NO_TRACER, type Tracer } from './tracer.ts';

export interface TracingConfig {
  readonly OTEL_EXPORTER_OTLP_ENDPOINT: string;
  readonly OTEL_EXPORTER_OTLP_HEADERS: string;
  readonly OTEL_TRACES_SAMPLER_ARG: number;
}

/** Returns the tracer of a service. Without a collector OpenTelemetry is not even loaded. */
export async function openTracer(
  service: string,
  config: TracingConfig,
  { log, hide }: { log: Logger; hide(text: string): string },
): Promise<Tracer & Partial<AsyncDisposable>> {
  const endpoint = config.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === '') return NO_TRACER;
  const { createOtlpTracer } = await import('./otlp.ts');
  const headers = otlpHeaders(config.OTEL_EXPORTER_OTLP_HEADERS) ?? {};
  return createOtlpTracer({ service, endpoint, headers, ratio: config.OTEL_TRACES_SAMPLER_ARG, hide, log });
}
