-- The look of the platform (domain is null) or of a domain of ours in the browser (docs/decisions/0160-branding.md). What is null for a
-- domain is as for the platform.
create table brandings (
  domain text references domains (name) on delete cascade,
  name text,
  accent text, -- #rrggbb, on light
  accent_dark text, -- on dark; null: derived from accent
  sign_in_text text,
  help_url text,
  privacy_url text,
  imprint_url text,
  unique nulls not distinct (domain)
);

create table brand_pictures (
  domain text references domains (name) on delete cascade,
  kind text not null check (kind in ('logo', 'logo-dark', 'icon')),
  media_type text not null check (media_type in ('image/png', 'image/webp')),
  width int not null check (width > 0),
  height int not null check (height > 0),
  octets bytea not null,
  hash text not null, -- SHA-256 of the octets, base64url: its name in URLs
  unique nulls not distinct (domain, kind)
);
create index brand_pictures_by_hash on brand_pictures (hash);
