-- Mail in quarantine until somebody releases it (docs/decisions/0188-quarantine.md).
alter table deliveries add column quarantine jsonb; -- {"reason", "from", "subject", "isDangerous"}; null: never in quarantine
alter table deliveries add column released_at timestamptz;
alter table deliveries drop constraint deliveries_state_check;
-- Existing rows satisfy the narrower constraint.
alter table deliveries add constraint deliveries_state_check
  check (state in ('queued', 'delivered', 'relayed', 'failed', 'cancelled', 'quarantined')) not valid;
alter table policy_settings add column quarantine_points real; -- 0: none
