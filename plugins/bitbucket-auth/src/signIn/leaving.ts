/** For callers on a page that the browser is about to leave: they must not receive an error. */
export function neverSettles(): Promise<never> {
  return new Promise(() => {});
}

/** The rule of Backstage's own connector for the logout address of a backend. */
export function isSafeAddress(address: string): boolean {
  try {
    const { protocol, hostname } = new URL(address);
    return protocol === 'https:' || hostname === 'localhost';
  } catch {
    return false;
  }
}
