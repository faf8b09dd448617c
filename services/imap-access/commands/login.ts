import { ImapSyntaxError } from '@postroom/imap';
import { command } from '../command.ts';
import { beforeLogin, type Capability } from '../session/capability.ts';
import { checkLogin } from '../session/check-login.ts';
import { BEFORE_LOGIN } from '../session/state.ts';

export const LOGINDISABLED: Capability = {
  name: 'LOGINDISABLED',
  when: (session) => beforeLogin(session) && !session.connection.secure,
};

/** RFC 3501 6.2.3. Refused on a connection that others could read (RFC 3501 11.1). */
export const login = command({
  name: 'LOGIN',
  states: BEFORE_LOGIN,
  parse(args) {
    args.expectSpace();
    const name = args.expectAstring();
    args.expectSpace();
    return { name, password: args.expectAstring() };
  },
  async run(session, { name, password }, { capabilities }) {
    if (!session.connection.secure) {
      throw new ImapSyntaxError('Use STARTTLS first', { status: 'NO', code: 'PRIVACYREQUIRED' });
    }
    await checkLogin(session, name, password);
    return { code: `CAPABILITY ${capabilities(session)}`, text: 'Logged in' };
  },
});
