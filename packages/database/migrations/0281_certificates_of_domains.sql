-- Names of domains that lead to web-access get certificates without being asked for (docs/decisions/0196-https.md).

alter table certificates add column of_domain text; -- its name in domains; null: only the operator or the settings want it
