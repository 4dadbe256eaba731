import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo } from 'node:net';
import { advanceClock } from './clock';

const TWO_HOURS_MS = 2 * 60 * 60 * 1000;

/** Handles a request. */
export type Answer = (req: IncomingMessage, res: ServerResponse) => void;

/** The endpoints that the provider requests. */
export type Endpoint = 'token' | 'user' | 'emails' | 'workspaces';

const PATHS: { [path: string]: Endpoint } = {
  '/site/oauth2/access_token': 'token',
  '/2.0/user': 'user',
  '/2.0/user/emails': 'emails',
  '/2.0/user/workspaces': 'workspaces',
};

/** Responds with JSON. */
export const json =
  (body: unknown, status = 200): Answer =>
  (_, res) => {
    res.writeHead(status, { 'content-type': 'application/json' });
    res.end(JSON.stringify(body));
  };

/** An error of the token endpoint. */
export const oauthError = (error: string, status = 400): Answer =>
  json({ error }, status);

/** Responds like the REST API, and not like a proxy, when it rejects a request. */
export const refusal = (status: number, detail?: object): Answer =>
  json({ type: 'error', error: { message: 'Refused.', detail } }, status);

/** Responds with an unprocessed body. */
export const raw =
  (body: string, contentType = 'application/json', status = 200): Answer =>
  (_, res) => {
    res.writeHead(status, { 'content-type': contentType });
    res.end(body);
  };

/** Redirects the client. */
export const redirect =
  (location: string, status = 307): Answer =>
  (_, res) => {
    res.writeHead(status, { location });
    res.end();
  };

/** Closes the connection before the response is complete. */
export const cut: Answer = (_, res) => {
  res.writeHead(200, { 'content-length': '1000' });
  res.write('{"uuid":');
  setImmediate(() => res.destroy());
};

/** Never responds. */
export const hang: Answer = () => {};

export const TOKEN = {
  access_token: 'access-t0ken-of-mira',
  refresh_token: 'refresh-t0ken-of-mira',
  token_type: 'bearer',
  expires_in: 3600,
  scope: 'account email team',
};

export const ACCOUNT = {
  type: 'user',
  uuid: '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01}',
  account_id: '712020:6f1d',
  username: 'mira',
  nickname: 'mira',
  display_name: 'Mira Lindqvist',
  account_status: 'active',
  has_2fa_enabled: true,
  links: { avatar: { href: 'https://avatar.example/mira' } },
};

export const WORKSPACE = {
  type: 'workspace_access',
  administrator: false,
  workspace: {
    slug: 'harbour-bikes',
    uuid: '{5d0c7a5e-2f41-4b7e-8a3c-6e9b1f0d2a10}',
  },
};

/** Returns an address in the format of `/2.0/user/emails`. */
export function emailOf(email: string, primary = true, confirmed = true) {
  return {
    type: 'email',
    email,
    is_primary: primary,
    is_confirmed: confirmed,
  };
}

function newCounts(): Record<Endpoint, number> {
  return { token: 0, user: 0, emails: 0, workspaces: 0 };
}

/** A Bitbucket whose responses a test can replace. All other responses are valid. */
export class HostileBitbucket {
  readonly #server: Server;
  /** The number of requests to each endpoint. */
  requests: Record<Endpoint, number> = newCounts();
  /** Requests to any other path. */
  readonly strayRequests: string[] = [];
  #answers: Partial<Record<Endpoint, Answer>> = {};

  private constructor() {
    this.#server = createServer((req, res) => {
      const [path] = (req.url ?? '').split('?');
      const endpoint = PATHS[path];
      if (!endpoint) {
        this.strayRequests.push(path);
        res.writeHead(404).end();
        return;
      }
      this.requests[endpoint] += 1;
      req.resume();
      (this.#answers[endpoint] ?? this.#defaults[endpoint])(req, res);
    });
  }

  static async start(): Promise<HostileBitbucket> {
    const bitbucket = new HostileBitbucket();
    await new Promise<void>(listening =>
      bitbucket.#server.listen(0, '127.0.0.1', listening),
    );
    return bitbucket;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  get apiUrl(): string {
    return `${this.url}/2.0`;
  }

  /** Replaces responses until the next `reset`. */
  answer(answers: Partial<Record<Endpoint, Answer>>) {
    this.#answers = { ...this.#answers, ...answers };
  }

  /** Resets the counters. */
  clearRequests() {
    this.requests = newCounts();
  }

  /** Also sets the clock ahead, so that outages of an earlier test have ended. */
  reset() {
    advanceClock(TWO_HOURS_MS);
    this.#answers = {};
    this.clearRequests();
    this.strayRequests.length = 0;
  }

  async close() {
    this.#server.closeAllConnections();
    await new Promise(closed => this.#server.close(closed));
  }

  #defaults: Record<Endpoint, Answer> = {
    token: json(TOKEN),
    user: json(ACCOUNT),
    emails: json({ values: [emailOf('mira@harbourbikes.example')] }),
    workspaces: json({ values: [WORKSPACE] }),
  };
}
