-- Names that read alike, for whoever joins. Only names with other letters than ASCII can read as something else.
-- outside a transaction
create index concurrently if not exists accounts_by_reading on accounts (domain, read_as(address))
  where octet_length(address) <> char_length(address);
create index concurrently if not exists aliases_by_reading on aliases (domain, read_as(address))
  where octet_length(address) <> char_length(address);
create index concurrently if not exists reserved_names_by_reading on reserved_names (domain, read_as(address))
  where octet_length(address) <> char_length(address);
create index concurrently if not exists join_applications_by_reading on join_applications (domain, read_as(address))
  where state = 'pending' and octet_length(address) <> char_length(address);
