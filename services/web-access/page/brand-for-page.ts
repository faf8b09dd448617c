import type { Brand } from '@postroom/directory';

type Picture = NonNullable<Brand['pictures']['logo']>;

/** Returns a brand in the form that the page reads (services/webmail/src/brand). */
export function brandForPage({ domain, isOneOfMany, name, signInText, links, colours, pictures }: Brand) {
  const { logo, 'logo-dark': logoDark = logo, icon } = pictures;
  return {
    domain,
    isOneOfMany,
    name,
    signInText,
    links,
    colours,
    logo: logo && logoDark ? { light: shown(logo), dark: shown(logoDark) } : null,
    icon: icon ? pathOf(icon) : null,
  };
}

export const pathOf = ({ hash }: Picture): string => `/brand/pictures/${hash}`;

function shown(picture: Picture) {
  return { path: pathOf(picture), width: picture.width, height: picture.height };
}

/** Puts a brand into a built page, so that it is there before anything is drawn and without another request. */
export function branded(html: string, brand: Brand): string {
  const { icon } = brand.pictures;
  const told = `<meta name="brand" content="${escaped(JSON.stringify(brandForPage(brand)))}" />`;
  return html
    .replace(/<title>[^<]*<\/title>/, () => `<title>${escaped(brand.name)}</title>${told}`)
    .replace(/<link rel="icon"[^>]*>/, (before) =>
      icon ? `<link rel="icon" href="${pathOf(icon)}" type="${icon.mediaType}" />` : before,
    );
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Puts the name, the colours and the icon of a brand into a Web App Manifest. */
export function brandedManifest(manifest: string, { name, colours, pictures: { icon } }: Brand): string {
  const icons = icon
    ? [{ src: pathOf(icon), sizes: `${icon.width}x${icon.height}`, type: icon.mediaType }]
    : (JSON.parse(manifest) as { icons: unknown }).icons;
  const theme = colours ? { theme_color: colours.light.accent } : {};
  return JSON.stringify({ ...JSON.parse(manifest), name, short_name: name, ...theme, icons });
}
