import { useBrand } from '../brand/brand.ts';

/** A logo with at least this ratio of width to height is taken to contain the name. */
const WIDE = 2;

/** The name of the platform, with its logo or an envelope. */
export function Mark() {
  const name = useBrand((brand) => brand.name);
  const logo = useBrand((brand) => brand.logo);
  const isWide = logo !== null && logo.light.width > logo.light.height * WIDE;
  return (
    <span className="mark" data-wide={isWide || undefined}>
      {logo ? (
        (['light', 'dark'] as const).map((theme) => (
          <img
            key={theme}
            src={logo[theme].path}
            width={logo[theme].width}
            height={logo[theme].height}
            alt={isWide ? name : ''}
            data-on={theme}
          />
        ))
      ) : (
        <svg viewBox="0 0 24 18" width="22" height="17" aria-hidden="true">
          <rect x="1" y="1" width="22" height="16" rx="3" fill="none" stroke="currentColor" strokeWidth="2" />
          <path d="m4 5 8 6 8-6" fill="none" stroke="currentColor" strokeWidth="2" strokeLinejoin="round" />
        </svg>
      )}
      {!isWide && <span className="markName">{name}</span>}
    </span>
  );
}
