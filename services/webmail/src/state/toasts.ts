import { create } from 'zustand';
import { OFFERS_MS, TELLS_MS } from './lasting.ts';

export interface Toast {
  readonly id: number;
  readonly words: string;
  readonly action?: { readonly label: string; readonly run: () => void };
  /** Milliseconds; 0: until it is replaced. */
  readonly lasts: number;
}

interface Toasts {
  readonly toast: Toast | null;
  readonly announced: string;
  /** The dialogs that are open, the last one in front: nothing outside of it can be touched or is read out. */
  readonly dialogs: readonly HTMLElement[];
}

export const useToasts = create<Toasts>(() => ({ toast: null, announced: '', dialogs: [] }));

/** What is told stands in that dialog, until it is closed. Returns what is done then. */
export function lead(dialog: HTMLElement): () => void {
  useToasts.setState(({ dialogs }) => ({ dialogs: [...dialogs, dialog] }));
  return () => useToasts.setState(({ dialogs }) => ({ dialogs: dialogs.filter((each) => each !== dialog) }));
}

let last = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** How many deeds that can be taken back were begun, and the last of them that came before what a line offers to take back. */
let [begun, toldOf] = [0, 0];

/** Shows one quiet line, in the place of the one before; it is read out too. */
export function show(words: string, action?: Toast['action'], lasts = action ? OFFERS_MS : TELLS_MS): number {
  clearTimeout(timer);
  if (action) toldOf = begun;
  const toast: Toast = { id: ++last, words, lasts, ...(action && { action }) };
  useToasts.setState({ toast, announced: words });
  if (lasts > 0) timer = setTimeout(() => hide(toast.id), lasts);
  return toast.id;
}

/** Other words in the line that is shown; they are not read out again. */
export function reword(id: number, words: string): void {
  const { toast } = useToasts.getState();
  if (toast?.id === id) useToasts.setState({ toast: { ...toast, words } });
}

export function isShown(id: number): boolean {
  return useToasts.getState().toast?.id === id;
}

/** What is shown of something that is done, and takes it back. */
export type Done = readonly [words: string, undo?: Toast['action']];

/** Deeds that can be taken back once they are done, by their numbers in the order in which they were begun. */
const underWay = new Set<number>();
/** That one is taken back as soon as it is done. */
let unwanted: number | undefined;

/**
 * Does what can be taken back. From its beginning no line before it offers to take back what was done last; who asks for that meanwhile has
 * this one taken back.
 * @param work returns what is shown of it then; nothing where it was not done
 */
export async function doing(work: () => Promise<Done | undefined>): Promise<void> {
  const mine = ++begun;
  underWay.add(mine);
  const { toast } = useToasts.getState();
  if (toast?.action) hide(toast.id);
  const done = await work().finally(() => underWay.delete(mine));
  const isUnwanted = unwanted === mine;
  if (isUnwanted) unwanted = undefined;
  if (!done) return;
  const [words, action] = done;
  if (isUnwanted && action) return action.run();
  // What was begun after it is taken back first, done or not.
  if (Math.max(toldOf, ...underWay) > mine) return announce(words);
  show(words, action);
  toldOf = mine;
}

/** What the line that is shown offers, which is to take back what was done last. */
export function undo(): void {
  const { toast } = useToasts.getState();
  if (!toast?.action) {
    unwanted = [...underWay].at(-1);
    return;
  }
  hide(toast.id);
  toast.action.run();
}

export function hide(id: number): void {
  if (useToasts.getState().toast?.id === id) useToasts.setState({ toast: null });
}

/** Nobody is here any more to whom something was told, and what is offered to be taken back was done in another account. */
export function hideAll(): void {
  useToasts.setState({ toast: null, announced: '' });
}

/** Read out by screen readers, without being shown. */
export function announce(words: string): void {
  useToasts.setState({ announced: words });
}
