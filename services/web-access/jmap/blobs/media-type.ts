/** RFC 6838 4.2. */
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/i;

/** Returns the media type that a client gives; application/octet-stream when it is none. */
export function mediaType(said: unknown): string {
  return typeof said === 'string' && MEDIA_TYPE.test(said) ? said : 'application/octet-stream';
}
