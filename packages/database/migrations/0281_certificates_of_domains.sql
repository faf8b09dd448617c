-- Names of domains that lead to web-access have certificates by themselves (docs/decisions/0196-https.md).

alter table certificates add column of_domain text; -- such as it is in domains; null: by the operator or the settings alone
