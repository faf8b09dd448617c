const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the address is already in use: by another program, or by another port setting of this service',
  EACCES: 'permission denied (ports below 1024 need root or CAP_NET_BIND_SERVICE)',
  EADDRNOTAVAIL: 'this machine does not have that address: see BIND and HEALTH_BIND',
};

/** Returns in words for operators why a port cannot be opened; undefined for other errors. */
export function listenTrouble(error: unknown): string | undefined {
  const { code = '', syscall, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  const reason = REASONS[code];
  if (syscall !== 'listen' || reason === undefined) return undefined;
  return `port ${port} of ${address}: ${reason}`;
}
