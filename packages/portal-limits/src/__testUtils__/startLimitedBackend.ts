import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { NotFoundError, NotModifiedError } from '@backstage/errors';
import { createHash } from 'node:crypto';
import { limitFeatures as limits } from '../limitFeatures';

type Features = NonNullable<
  NonNullable<Parameters<typeof startTestBackend>[0]>['features']
>;

/** The backend reads the files of this repository. */
export const REPOSITORY = 'https://bitbucket.org/acme/app/src/main';

/** A response with its body as text. */
export interface LimitedResponse {
  status: number;
  text: string;
}

/** How to send a request. */
export interface SendOptions {
  /** A token. Default: the token of a user. */
  as?: string;
  headers?: Record<string, string>;
  /** Default: POST with a body, GET without. */
  method?: string;
}

export interface LimitedBackend {
  port(): number;
  /** Sends a request with a JSON body, as a user unless `as` is another token. */
  send(
    path: string,
    body?: object | string | Buffer<ArrayBuffer>,
    options?: SendOptions,
  ): Promise<LimitedResponse>;
  /** Files by their name in {@link REPOSITORY}. */
  files: Record<string, string>;
  /** URLs that the backend has read, and those that had not changed since the previous read. */
  reads: string[];
  unchanged: string[];
  stop(): Promise<void>;
}

/** By default, the catalog looks for entities to stitch once a second. */
const quickStitching = {
  stitchingStrategy: { pollingInterval: { milliseconds: 50 } },
};

/** Starts a backend with the limits and some plugins, in memory. */
export async function startLimitedBackend(
  plugins: Features,
  config: { catalog?: object; [key: string]: unknown } = {},
): Promise<LimitedBackend> {
  const files: Record<string, string> = {};
  const reads: string[] = [];
  const unchanged: string[] = [];
  const backend = await startTestBackend({
    features: [
      limits,
      ...plugins,
      mockServices.rootConfig.factory({
        data: {
          ...config,
          catalog: { ...quickStitching, ...config.catalog },
        } as never,
      }),
      createServiceFactory({
        service: coreServices.urlReader,
        deps: {},
        factory: () => createFileReader({ files, reads, unchanged }),
      }),
    ],
  });
  const port = () => backend.server.port();
  return {
    files,
    reads,
    unchanged,
    stop: () => backend.stop(),
    port,
    async send(path, body, options = {}) {
      const { as = mockCredentials.user.token(), headers, method } = options;
      const response = await fetch(`http://localhost:${port()}${path}`, {
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers: {
          authorization: `Bearer ${as}`,
          'content-type': 'application/json',
          ...headers,
        },
        body:
          typeof body === 'object' && !Buffer.isBuffer(body)
            ? JSON.stringify(body)
            : body,
      });
      return { status: response.status, text: await response.text() };
    },
  };
}

function createFileReader({
  files,
  reads,
  unchanged,
}: Pick<LimitedBackend, 'files' | 'reads' | 'unchanged'>) {
  const read = (url: string) => {
    reads.push(url);
    const content = files[url.slice(REPOSITORY.length + 1)];
    if (content === undefined) {
      throw new NotFoundError(url);
    }
    return Buffer.from(content);
  };
  return mockServices.urlReader.mock({
    readUrl: async url => ({ buffer: async () => read(url) }),
    search: async (url, options) => {
      const content = read(url);
      const etag = createHash('sha256').update(content).digest('hex');
      if (options?.etag === etag) {
        unchanged.push(url);
        throw new NotModifiedError();
      }
      return { etag, files: [{ url, content: async () => content }] };
    },
  });
}
