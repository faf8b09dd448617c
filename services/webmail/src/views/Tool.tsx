import type { LucideIcon } from 'lucide-react';

interface Props {
  readonly label: string;
  readonly Icon: LucideIcon;
  onClick(): void;
}

/** A button that shows a sign; its words are read out, and stand beside the pointer. */
export function Tool({ label, Icon, onClick }: Props) {
  return (
    <button type="button" className="quiet" aria-label={label} title={label} onClick={onClick}>
      <Icon size={16} />
    </button>
  );
}
