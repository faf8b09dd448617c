import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { useToasts } from '../state/toasts.ts';

/** Puts its content into the open dialog, if there is one: nothing outside of that can be touched. */
export function InFront({ children }: { children: ReactNode }) {
  const dialog = useToasts(({ dialogs }) => dialogs.at(-1));
  return dialog ? createPortal(children, dialog) : children;
}
