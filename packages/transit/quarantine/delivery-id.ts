import { MailError } from '@postroom/types';

/** Returns the id unchanged. Throws not-found when it is not a UUID. */
export function deliveryId(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) {
    throw new MailError('not-found', `Nothing in quarantine with the id ${text.slice(0, 100)}`);
  }
  return text;
}
