import Type from 'typebox';
import { otlpHeaders } from '../tracing/otlp-headers.ts';
import { portConfig } from './kinds.ts';

export const serviceConfig = {
  LOG_LEVEL: Type.Union(
    ['trace', 'debug', 'info', 'warn', 'error'].map((level) => Type.Literal(level)),
    { default: 'info', description: 'The lowest level of lines that are logged.' },
  ),
  LOG_ADDRESSES: Type.Union([Type.Literal('plain'), Type.Literal('hash', { needs: ['LOG_HASH_KEY'] })], {
    default: 'plain',
    description: 'Whether mail addresses are logged in clear or as a keyed hash.',
  }),
  LOG_HASH_KEY: Type.Optional(
    Type.String({
      minLength: 16,
      needs: ['LOG_ADDRESSES'],
      description: 'The key for LOG_ADDRESSES=hash, the same for all services of a platform.',
    }),
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: Type.String({
    default: '',
    pattern: '^$|^https?://',
    description:
      'The OpenTelemetry collector that gets traces (OTLP over HTTP), http://collector:4318. Without it there are no traces.',
  }),
  OTEL_EXPORTER_OTLP_HEADERS: Type.Refine(
    Type.String({
      default: '',
      needs: ['OTEL_EXPORTER_OTLP_ENDPOINT'],
      description: 'HTTP headers for the collector: name=value,name=value.',
    }),
    (text) => otlpHeaders(text) !== undefined,
    () => 'must be name=value,name=value with percent-encoded values',
  ),
  OTEL_TRACES_SAMPLER_ARG: Type.Number({
    default: 1,
    minimum: 0,
    maximum: 1,
    description: 'The share of messages that are traced.',
  }),
  HEALTH_PORT: portConfig(0, 'Port of /healthz, /readyz and /metrics; 0 turns it off.'),
  HEALTH_BIND: Type.String({ default: '127.0.0.1', description: 'Address of the health port.' }),
  STOP_GRACE_SECONDS: Type.Integer({
    default: 10,
    minimum: 0,
    description: 'How long sessions have to finish when the service stops.',
  }),
};
