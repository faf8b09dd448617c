/** The name of the house, with its envelope. */
export function Mark() {
  return (
    <span className="mark">
      <svg viewBox="0 0 24 18" width="22" height="17" aria-hidden="true">
        <rect x="1" y="1" width="22" height="16" rx="3" fill="none" stroke="currentColor" strokeWidth="2" />
        <path d="m4 5 8 6 8-6" fill="none" stroke="currentColor" strokeWidth="2" strokeLinejoin="round" />
      </svg>
      <span className="markName">Postroom</span>
    </span>
  );
}
