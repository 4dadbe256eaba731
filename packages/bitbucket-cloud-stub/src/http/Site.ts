/** The URLs of one stub. */
export class Site {
  /** Set when the port is known. */
  port = 0;

  constructor(private readonly host: string | undefined) {}

  /** Replaces `https://bitbucket.org`. */
  get url(): string {
    return `http://${nameOf(this.host)}:${this.port}`;
  }

  /** Replaces `https://api.bitbucket.org/2.0`. */
  get apiUrl(): string {
    return `${this.url}/2.0`;
  }
}

function nameOf(host: string | undefined): string {
  if (host === undefined || host === '0.0.0.0' || host === '::') {
    return 'localhost';
  }
  return host.includes(':') ? `[${host}]` : host;
}
