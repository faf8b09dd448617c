// `npm run bench [-- smtp|access|memory]`: Postroom against Postfix and Dovecot in one run on this machine.
await import('../bench/main.ts');
process.exit();
