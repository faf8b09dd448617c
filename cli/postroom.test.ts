// The command against a service, which all cases share. A file of cases is for one idea.
import './cases/domains.testing.ts';
import './cases/settings.testing.ts';
import './cases/joining.testing.ts';
import './cases/accounts.testing.ts';
import './cases/addresses.testing.ts';
import './cases/queue.testing.ts';
import './cases/failures.testing.ts';
