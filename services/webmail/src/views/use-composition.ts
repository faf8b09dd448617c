import { useState } from 'react';

/** Whether an input method is at work in a field: what stands there is not what the person means yet. */
export function useComposition() {
  const [isUnfinished, setUnfinished] = useState(false);
  return {
    isUnfinished,
    /** For the field. */
    compositionProps: {
      onCompositionStart: () => setUnfinished(true),
      onCompositionEnd: () => setUnfinished(false),
    },
  };
}
