import type { Pictures } from './rich/pictures-in.ts';
import { attach, pictureUrl } from './uploads.ts';

/** Pictures in the text of a draft, which are attachments of it. */
export function draftPictures(key: string): Pictures {
  return {
    take: (files, isBegun = false) =>
      attach(key, files, isBegun ? 'begun' : 'shown').map(({ cid, name }) => ({ cid: cid as string, alt: name })),
    url: (cid) => pictureUrl(key, cid),
  };
}
