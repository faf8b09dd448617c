import type { Queryable } from '@postroom/database';
import { domainsIn } from '../domains-in.ts';
import { BRANDING, type Branding, type BrandPicture, PICTURE } from './branding.ts';
import { type Palette, palettes, type Theme } from './colours.ts';
import type { PictureKind } from './picture.ts';

const NAME = 'Postroom';

/** What a page shows about whose platform it is. */
export interface Brand {
  /** Our domain that it belongs to; null for the platform. */
  readonly domain: string | null;
  /** Whether at least one domain has a branding of its own. */
  readonly isOneOfMany: boolean;
  readonly name: string;
  readonly signInText: string | null;
  readonly links: { readonly help: string | null; readonly privacy: string | null; readonly imprint: string | null };
  /** Null: the page's default colours. */
  readonly colours: Readonly<Record<Theme, Palette>> | null;
  readonly pictures: Partial<Record<PictureKind, BrandPicture>>;
}

/** Returns the brand of our domain that contains the host name (the longest match); what it leaves open comes from the platform's. */
export async function findBrand(db: Queryable, host: string): Promise<Brand> {
  const { rows: found } = await db.query<{ domain: string | null; isOneOfMany: boolean }>({
    name: 'brand-domain',
    text: `select (select name from domains where name = any($1) order by length(name) desc limit 1) as domain,
        exists (select 1 from brandings where domain is not null)
          or exists (select 1 from brand_pictures where domain is not null) as "isOneOfMany"`,
    values: [domainsIn(host)],
  });
  const { domain = null, isOneOfMany = false } = found[0] ?? {};
  const { rows } = await db.query<Branding & Record<string, unknown>>({
    name: 'brand',
    text: `select ${BRANDING} from brandings b where b.domain = $1 or b.domain is null order by b.domain is null`,
    values: [domain],
  });
  const { rows: pictures } = await db.query<BrandPicture & { isPlatforms: boolean }>({
    name: 'brand-pictures',
    text: `select ${PICTURE}, p.domain is null as "isPlatforms" from brand_pictures p
      where p.domain = $1 or p.domain is null order by p.domain is null`,
    values: [domain],
  });
  const said = <Key extends keyof Branding>(key: Key) => rows.find((row) => row[key] !== null)?.[key] ?? null;
  const coloured = rows.find(({ accent }) => accent !== null);
  return {
    domain,
    isOneOfMany,
    name: said('name') ?? NAME,
    signInText: said('signInText'),
    links: { help: said('helpUrl'), privacy: said('privacyUrl'), imprint: said('imprintUrl') },
    colours: coloured?.accent ? palettes(coloured.accent, coloured.accentDark) : null,
    pictures: nearest(pictures),
  };
}

/** Picks the nearest picture of each kind. A dark logo is used only if it comes from the same place as the logo. */
function nearest(pictures: readonly (BrandPicture & { isPlatforms: boolean })[]): Brand['pictures'] {
  const logo = pictures.find(({ kind }) => kind === 'logo');
  const dark = pictures.find(({ kind, isPlatforms }) => kind === 'logo-dark' && isPlatforms === logo?.isPlatforms);
  const icon = pictures.find(({ kind }) => kind === 'icon');
  return { ...(logo && { logo }), ...(dark && { 'logo-dark': dark }), ...(icon && { icon }) };
}
