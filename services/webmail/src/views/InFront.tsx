import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { useToasts } from '../state/toasts.ts';

/** Stands in the dialog that is open, where there is one: what is outside of it cannot be touched. */
export function InFront({ children }: { children: ReactNode }) {
  const dialog = useToasts(({ dialogs }) => dialogs.at(-1));
  return dialog ? createPortal(children, dialog) : children;
}
