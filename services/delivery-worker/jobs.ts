import type { FileJob, RelayJob } from '@postroom/types';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const MAX_DESTINATION = 255;

// Redis is parsed as carefully as a stranger: what makes no sense there is nobody's work, and stands in nobody's way.

/** The delivery ids of a file job; what is none is left out. */
export function readFileJob(data: unknown): string[] {
  const ids = (data as Partial<FileJob> | null | undefined)?.deliveryIds;
  return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string' && UUID.test(id)) : [];
}

/** The destination of a relay job; undefined when it has none. */
export function readRelayJob(data: unknown): RelayJob | undefined {
  const destination = (data as Partial<RelayJob> | null | undefined)?.destination;
  const isName = typeof destination === 'string' && destination !== '' && destination.length <= MAX_DESTINATION;
  return isName && !destination.includes('\0') ? { destination } : undefined;
}
