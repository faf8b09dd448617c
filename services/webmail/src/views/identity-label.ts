import type { Identity } from '../jmap/types.ts';
import { useWritingWords } from '../words/writing/index.ts';

/** Returns a function that says an identity in a choice of the sender: name, address, and for whom it writes. */
export function useIdentityLabel(): (identity: Identity) => string {
  const own = useWritingWords();
  return ({ name, email, sender }) => {
    const address = name ? `${name} <${email}>` : email;
    return sender ? own('onBehalf', { address }) : address;
  };
}
