import type { Queryable } from '@postroom/database';
import { MailError } from '@postroom/types';
import { isColour, isReadable, leastContrast, readable, type Theme } from './colours.ts';
import { type PictureFacts, type PictureKind, readPicture } from './picture.ts';

/** The branding that the operator set for the platform or a domain. Null: of a domain as the platform has it, of the platform the default. */
export interface Branding {
  readonly name: string | null;
  /** #rrggbb, on light and on dark backgrounds. When only the dark one is null, it is derived from the light one. */
  readonly accent: string | null;
  readonly accentDark: string | null;
  /** A text below the title of the sign-in page. */
  readonly signInText: string | null;
  readonly helpUrl: string | null;
  readonly privacyUrl: string | null;
  readonly imprintUrl: string | null;
}

export interface BrandPicture extends PictureFacts {
  readonly kind: PictureKind;
}

export const NO_BRANDING: Branding = {
  name: null,
  accent: null,
  accentDark: null,
  signInText: null,
  helpUrl: null,
  privacyUrl: null,
  imprintUrl: null,
};

/** SQL: the columns of rows `b` of brandings. */
export const BRANDING = `b.name, b.accent, b.accent_dark as "accentDark", b.sign_in_text as "signInText",
  b.help_url as "helpUrl", b.privacy_url as "privacyUrl", b.imprint_url as "imprintUrl"`;
export const PICTURE = 'p.kind, p.media_type as "mediaType", p.width, p.height, p.hash';

/** Returns what was set for a domain itself, or (null) for the platform itself. */
export async function readBranding(
  db: Queryable,
  domain: string | null,
): Promise<Branding & { readonly pictures: BrandPicture[] }> {
  const { rows } = await db.query<Branding & Record<string, unknown>>(
    `select ${BRANDING} from brandings b where b.domain is not distinct from $1`,
    [domain],
  );
  const pictures = await db.query<BrandPicture & Record<string, unknown>>(
    `select ${PICTURE} from brand_pictures p where p.domain is not distinct from $1 order by p.kind`,
    [domain],
  );
  return { ...(rows[0] ?? NO_BRANDING), pictures: pictures.rows };
}

/** Replaces all of it except the pictures. Throws invalid. */
export async function putBranding(db: Queryable, domain: string | null, branding: Branding): Promise<void> {
  const { name, accent, accentDark, signInText, helpUrl, privacyUrl, imprintUrl } = branding;
  if (accentDark !== null && accent === null)
    throw new MailError('invalid', 'A colour for the dark theme needs one for the light theme');
  if (accent !== null) requireReadable(accent, 'light');
  if (accentDark !== null) requireReadable(accentDark, 'dark');
  for (const link of [helpUrl, privacyUrl, imprintUrl]) if (link !== null) requireLink(link);
  await db.query(
    `insert into brandings (domain, name, accent, accent_dark, sign_in_text, help_url, privacy_url, imprint_url)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (domain) do update set name = excluded.name, accent = excluded.accent, accent_dark = excluded.accent_dark,
       sign_in_text = excluded.sign_in_text, help_url = excluded.help_url, privacy_url = excluded.privacy_url,
       imprint_url = excluded.imprint_url`,
    [domain, name, accent, accentDark, signInText, helpUrl, privacyUrl, imprintUrl],
  );
}

/** Adds a picture, or replaces the one of the same kind. Throws invalid. */
export async function putBrandPicture(
  db: Queryable,
  domain: string | null,
  kind: PictureKind,
  octets: Buffer,
): Promise<BrandPicture> {
  const { mediaType, width, height, hash } = readPicture(octets, kind);
  await db.query(
    `insert into brand_pictures (domain, kind, media_type, width, height, octets, hash) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (domain, kind) do update set media_type = excluded.media_type, width = excluded.width,
       height = excluded.height, octets = excluded.octets, hash = excluded.hash`,
    [domain, kind, mediaType, width, height, octets, hash],
  );
  return { kind, mediaType, width, height, hash };
}

export async function removeBrandPicture(db: Queryable, domain: string | null, kind: PictureKind): Promise<void> {
  await db.query('delete from brand_pictures where domain is not distinct from $1 and kind = $2', [domain, kind]);
}

/** Returns a picture by its hash, whichever brand it belongs to; null when there is none. */
export async function readBrandPicture(
  db: Queryable,
  hash: string,
): Promise<{ readonly mediaType: string; readonly octets: Buffer } | null> {
  const { rows } = await db.query<{ mediaType: string; octets: Buffer }>(
    'select media_type as "mediaType", octets from brand_pictures where hash = $1 limit 1',
    [hash],
  );
  return rows[0] ?? null;
}

function requireReadable(colour: string, theme: Theme): void {
  if (!isColour(colour)) throw new MailError('invalid', `A colour must have the form #rrggbb: ${colour}`);
  if (isReadable(colour, theme)) return;
  const has = leastContrast(colour, theme).toFixed(1);
  throw new MailError(
    'invalid',
    `${colour} is not readable on ${theme} (contrast ${has}, at least 4.5 is needed); ${readable(colour, theme)} is`,
  );
}

/** Checks that a link is for a web page or starts an email. Throws invalid. */
function requireLink(text: string): void {
  const link = URL.canParse(text) ? new URL(text) : null;
  if (link === null || !/^(?:https?|mailto):$/.test(link.protocol) || link.username !== '' || link.password !== '')
    throw new MailError('invalid', `A link must begin with https:// or mailto: ${text}`);
}
