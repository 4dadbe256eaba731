/** The URLs in the responses of a stub. */
export interface Site {
  /** Replaces `https://bitbucket.org`. */
  readonly url: string;
  /** Replaces `https://api.bitbucket.org/2.0`. */
  readonly apiUrl: string;
  /** The address at which a browser finds the stub. */
  readonly ownUrl: string;
}

/** The URLs for requests to the address of the stub. */
export class OwnSite implements Site {
  /** Set when the port is known. */
  port = 0;

  constructor(private readonly host: string | undefined) {}

  get url(): string {
    return `http://${nameOf(this.host)}:${this.port}`;
  }

  get apiUrl(): string {
    return `${this.url}/2.0`;
  }

  get ownUrl(): string {
    return this.url;
  }
}

/**
 * The URLs for requests that a proxy sends to the stub instead of Bitbucket, with the host names of Bitbucket. Only
 * the pictures, which a browser loads, have the address of the stub.
 */
export class BitbucketSite implements Site {
  readonly url = 'https://bitbucket.org';
  readonly apiUrl = 'https://api.bitbucket.org/2.0';

  constructor(private readonly own: OwnSite) {}

  get ownUrl(): string {
    return this.own.url;
  }
}

/** Returns whether a request has a host name of Bitbucket. */
export function isForBitbucket(host: string | undefined): boolean {
  return /^(?:api\.)?bitbucket\.org(?::443)?$/i.test(host ?? '');
}

/** Returns the URL of a path of the stub, in which `/2.0` is the REST API. */
export function urlOfPath({ url, apiUrl }: Site, path: string): string {
  return path.startsWith('/2.0/')
    ? `${apiUrl}${path.slice('/2.0'.length)}`
    : `${url}${path}`;
}

function nameOf(host: string | undefined): string {
  if (host === undefined || host === '0.0.0.0' || host === '::') {
    return 'localhost';
  }
  return host.includes(':') ? `[${host}]` : host;
}
