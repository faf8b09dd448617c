-- Whether strangers may use addresses of a domain of ours without proof (docs/decisions/0070-believing-senders.md).

alter table policy_settings add column own_senders text; -- refuse, accept; only for domains; null: as for the platform
