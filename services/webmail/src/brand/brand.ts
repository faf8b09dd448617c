import { create } from 'zustand';

interface Palette {
  accent: string;
  onAccent: string;
  tint: string;
  toastAction: string;
}
interface Logo {
  path: string;
  width: number;
  height: number;
}

/** How the operator wants the page to look, as web-access sends it. */
export interface Brand {
  /** The local domain whose brand this is. */
  domain: string | null;
  isOneOfMany: boolean;
  name: string;
  signInText: string | null;
  links: { help: string | null; privacy: string | null; imprint: string | null };
  colours: { light: Palette; dark: Palette } | null;
  logo: { light: Logo; dark: Logo } | null;
  icon: string | null;
}

/** localStorage key of the brand of the account that was open here last; it is set only where that differs from the server's own brand. */
const KEPT = 'postroom.brand';
const NONE: Brand = {
  domain: null,
  isOneOfMany: false,
  name: 'Postroom',
  signInText: null,
  colours: null,
  logo: null,
  icon: null,
  links: { help: null, privacy: null, imprint: null },
};

export const useBrand = create<Brand>(() => NONE);

/** Sets the colours and the title of the page. Called before anything of the page is shown. */
export function beginBrand(): void {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets.push(sheet);
  useBrand.subscribe((brand) => show(brand, sheet));
  useBrand.setState(kept() ?? ownBrand());
}

/** Returns the brand that the server wrote into the page. */
function ownBrand(): Brand {
  const content = document.querySelector<HTMLMetaElement>('meta[name=brand]')?.content;
  return content ? { ...NONE, ...(JSON.parse(content) as Brand) } : NONE;
}

function kept(): Brand | null {
  const text = localStorage.getItem(KEPT);
  return text === null ? null : { ...NONE, ...(JSON.parse(text) as Brand) };
}

function show({ colours, name }: Brand, sheet: CSSStyleSheet): void {
  document.title = name;
  sheet.replaceSync(
    colours ? `:root{${variables(colours.light)}}:root[data-theme=dark]{${variables(colours.dark)}}` : '',
  );
}

function variables({ accent, onAccent, tint, toastAction }: Palette): string {
  return Object.entries({ accent, 'on-accent': onAccent, tint, 'toast-action': toastAction })
    .filter(([, colour]) => /^#[0-9a-f]{6}$/i.test(colour))
    .map(([name, colour]) => `--${name}:${colour};`)
    .join('');
}

/** Gives the page the brand of the domain of `address`: one server may serve many domains. */
export async function lookLike(address: string): Promise<void> {
  const here = ownBrand();
  const domain = address.split('@').at(-1) ?? '';
  if (!here.isOneOfMany || here.domain === domain) return lookAsOwn();
  const response = await fetch(`/brand?domain=${encodeURIComponent(domain)}`);
  if (!response.ok) return;
  const brand = (await response.json()) as Brand;
  localStorage.setItem(KEPT, JSON.stringify(brand));
  useBrand.setState(brand);
}

/** Gives the page the server's own brand again, for a person who is not signed in. */
export function lookAsOwn(): void {
  if (localStorage.getItem(KEPT) === null) return;
  localStorage.removeItem(KEPT);
  useBrand.setState(ownBrand());
}
