import { createHmac, randomUUID } from 'node:crypto';
import { type OutgoingHttpHeaders, request } from 'node:http';

export const SECRET = 'a-secret-that-only-this-test-uses';
export const WORKSPACE = {
  uuid: '{5d0c7a5e-8a1b-4c2d-9e3f-0a1b2c3d4e5f}',
  slug: 'harbour-bikes',
};

export const PUSH = {
  actor: { display_name: 'Zoë Łukasiewicz 🚲' },
  repository: {
    type: 'repository',
    uuid: '{0e1f2a3b-4c5d-4e6f-8a9b-0c1d2e3f4a5b}',
    full_name: 'harbour-bikes/checkout',
    workspace: WORKSPACE,
  },
  push: { changes: [{ new: { type: 'branch', name: 'main' } }] },
};

/** Returns the signature as Bitbucket sends it. */
export function sign(body: string | Buffer, secret = SECRET): string {
  const digest = createHmac('sha256', secret).update(body).digest('hex');
  return `sha256=${digest}`;
}

/** Returns the headers of a delivery, as Bitbucket sends them. */
export function headersOf(body: string | Buffer): OutgoingHttpHeaders {
  return {
    'content-type': 'application/json; charset=utf-8',
    'x-event-key': 'repo:push',
    'x-hook-uuid': randomUUID(),
    'x-request-uuid': randomUUID(),
    'x-attempt-number': '1',
    'x-hub-signature': sign(body),
  };
}

export interface Answer {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  text: string;
}

/** How to send a request. */
export interface RawRequest {
  port: number;
  path?: string;
  method?: string;
  /** A header with the value undefined is not sent. */
  headers: OutgoingHttpHeaders;
  /** Each part is a chunk, if the headers have no length. */
  parts: (string | Buffer)[];
  /** Whether the request ends after the parts. Default: true. */
  ends?: boolean;
}

/** Sends a request as it is, unlike `fetch`, which corrects and joins headers. */
export function sendRaw(options: RawRequest): Promise<Answer> {
  const { headers, parts, ends = true } = options;
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        port: options.port,
        host: 'localhost',
        path: options.path ?? '/api/events/http/bitbucketCloud',
        method: options.method ?? 'POST',
        agent: false,
        headers: Object.fromEntries(
          Object.entries(headers).filter(([, value]) => value !== undefined),
        ),
      },
      response => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', chunk => (text += chunk));
        response.on('end', () => {
          sent.destroy();
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
          });
        });
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    parts.forEach(part => sent.write(part));
    if (ends) {
      sent.end();
    }
  });
}

/** An account of the stub. */
export const PERSON = {
  uuid: '{a1f0c3d2-5b6e-4c7a-9d10-0c2f4e6a8b01}',
  account_id: '712020:6f1d2a34-0b1c-4d2e-8f3a-5b6c7d8e9f01',
  username: 'zoe',
  nickname: 'zoe',
  display_name: 'Zoë Łukasiewicz',
  created_on: '2020-01-01T00:00:00+00:00',
  has_2fa_enabled: true,
  emails: [],
  workspaces: { 'harbour-bikes': 'owner' as const },
};
