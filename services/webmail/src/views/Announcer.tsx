import { useToasts } from '../state/toasts.ts';

/** Lets screen readers read out what happens on the page. */
export function Announcer() {
  const words = useToasts((state) => state.announced);
  return (
    <div className="unseen" role="status" aria-live="polite">
      {words}
    </div>
  );
}
