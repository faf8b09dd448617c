import { noteFailure } from '../../state/mail.ts';
import { show } from '../../state/toasts.ts';

/** Says that it is kept, or why not. */
export async function keep(
  work: () => Promise<unknown>,
  saved: string,
  failed: (reason: string) => string,
): Promise<void> {
  try {
    await work();
    show(saved, undefined, 3_000);
  } catch (error) {
    noteFailure(error);
    show(failed(error instanceof Error ? error.message : ''));
  }
}
