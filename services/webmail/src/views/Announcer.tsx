import { useToasts } from '../state/toasts.ts';

/** What happens elsewhere on the page, for those who hear it. */
export function Announcer() {
  const words = useToasts((state) => state.announced);
  return (
    <div className="unseen" role="status" aria-live="polite">
      {words}
    </div>
  );
}
