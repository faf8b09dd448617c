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
  /** The open dialogs, the front one last: nothing outside of it can be touched or is read out. */
  readonly dialogs: readonly HTMLElement[];
}

export const useToasts = create<Toasts>(() => ({ toast: null, announced: '', dialogs: [] }));

/** Shows toasts within that dialog. Returns a function to call when the dialog closes. */
export function lead(dialog: HTMLElement): () => void {
  useToasts.setState(({ dialogs }) => ({ dialogs: [...dialogs, dialog] }));
  return () => useToasts.setState(({ dialogs }) => ({ dialogs: dialogs.filter((each) => each !== dialog) }));
}

let last = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** The number of undoable actions begun so far, and the last of them begun before the one whose undo is offered. */
let [begun, toldOf] = [0, 0];

/** Shows a toast in place of the last one; screen readers read it out. */
export function show(words: string, action?: Toast['action'], lasts = action ? OFFERS_MS : TELLS_MS): number {
  clearTimeout(timer);
  if (action) toldOf = begun;
  const toast: Toast = { id: ++last, words, lasts, ...(action && { action }) };
  useToasts.setState({ toast, announced: words });
  if (lasts > 0) timer = setTimeout(() => hide(toast.id), lasts);
  return toast.id;
}

/** Changes the words of the shown toast; they are not read out again. */
export function reword(id: number, words: string): void {
  const { toast } = useToasts.getState();
  if (toast?.id === id) useToasts.setState({ toast: { ...toast, words } });
}

export function isShown(id: number): boolean {
  return useToasts.getState().toast?.id === id;
}

/** The message of a finished action, and its undo. */
export type Done = readonly [words: string, undo?: Toast['action']];

/** Running actions that can be undone, by number in the order in which they were begun. */
const underWay = new Set<number>();
/** The action that is to be undone as soon as it is done. */
let unwanted: number | undefined;

/**
 * Runs an action that can be undone. From its start no earlier toast offers an undo; a person who asks for an undo meanwhile undoes this
 * action.
 * @param work returns the message and the undo; undefined where nothing was done
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
  // A later action is the one to undo first, finished or not.
  if (Math.max(toldOf, ...underWay) > mine) return announce(words);
  show(words, action);
  toldOf = mine;
}

/** Undoes the last action, as the shown toast offers. */
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

/** Removes the toast after a sign-out: its message and its undo belong to another account. */
export function hideAll(): void {
  useToasts.setState({ toast: null, announced: '' });
}

/** Has screen readers read words out that are not shown. */
export function announce(words: string): void {
  useToasts.setState({ announced: words });
}
