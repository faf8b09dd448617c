import { useWords } from '../words/index.ts';
import { useBrand } from './brand.ts';

/** The operator's links: help, privacy and imprint, as far as the brand has them. */
export function BrandLinks({ className }: { className: string | undefined }) {
  const t = useWords();
  const links = useBrand((brand) => brand.links);
  const there = (['help', 'privacy', 'imprint'] as const).filter((name) => links[name] !== null);
  if (there.length === 0) return null;
  return (
    <p className={className}>
      {there.map((name) => (
        <a key={name} href={links[name] as string} target="_blank" rel="noopener noreferrer">
          {t(`brand.${name}`)}
        </a>
      ))}
    </p>
  );
}
