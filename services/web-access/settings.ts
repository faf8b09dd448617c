import type { Limits } from '@postroom/jmap';
import type { WebConfig } from './config.ts';

/** What one web-access server is told. */
export interface WebSettings {
  readonly limits: Limits;
  /** Empty: the name that the client used. */
  readonly publicUrl: string;
  /** Origins of pages elsewhere that may read what is answered here. */
  readonly origins: ReadonlySet<string>;
}

export function settingsFrom(
  config: Pick<
    WebConfig,
    | 'PUBLIC_URL'
    | 'HTTP_ORIGINS'
    | 'JMAP_MAX_REQUEST_BYTES'
    | 'JMAP_MAX_CALLS'
    | 'JMAP_MAX_OBJECTS'
    | 'JMAP_MAX_CONCURRENT_REQUESTS'
  >,
): WebSettings {
  return {
    publicUrl: config.PUBLIC_URL,
    origins: new Set(config.HTTP_ORIGINS.split(/[\s,]+/).filter(Boolean)),
    limits: {
      // Uploads are not there yet, so nothing of that kind may be sent.
      maxSizeUpload: 0,
      maxConcurrentUpload: 0,
      maxSizeRequest: config.JMAP_MAX_REQUEST_BYTES,
      maxConcurrentRequests: config.JMAP_MAX_CONCURRENT_REQUESTS,
      maxCallsInRequest: config.JMAP_MAX_CALLS,
      maxObjectsInGet: config.JMAP_MAX_OBJECTS,
      maxObjectsInSet: config.JMAP_MAX_OBJECTS,
    },
  };
}
