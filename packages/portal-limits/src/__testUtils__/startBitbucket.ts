import {
  type BitbucketCloudStub,
  createBitbucketCloudStub,
} from '@backstage-bitbucket/bitbucket-cloud-stub';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { request as sendRequest } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** A stub that handles the requests of this process to the hosts of Bitbucket. */
export interface RedirectedBitbucket {
  stub: BitbucketCloudStub;
  close(): Promise<void>;
}

/** Starts a stub, and sends requests for Bitbucket's hosts to it. A request for another foreign host fails. */
export async function startBitbucket(): Promise<RedirectedBitbucket> {
  const stub = await createBitbucketCloudStub();
  const forward = ({ request }: { request: Request }) =>
    forwardTo(stub.port, request);
  const server = setupServer(
    http.all('https://bitbucket.org/*', forward),
    http.all('https://api.bitbucket.org/*', forward),
  );
  server.listen({
    onUnhandledRequest(request, print) {
      if (!/^https?:\/\/(localhost|127\.0\.0\.1)[:/]/.test(request.url)) {
        print.error();
      }
    },
  });
  return {
    stub,
    async close() {
      server.close();
      await stub.close();
    },
  };
}

/** The stub chooses the URLs in its response by the host name, which `fetch` cannot set. */
async function forwardTo(port: number, request: Request): Promise<Response> {
  const { host, pathname, search } = new URL(request.url);
  const body = Buffer.from(await request.arrayBuffer());
  return new Promise((resolve, reject) => {
    const sent = sendRequest(
      {
        host: 'localhost',
        port,
        method: request.method,
        path: `${pathname}${search}`,
        headers: { ...Object.fromEntries(request.headers), host },
      },
      async response => {
        const { statusCode: status, headers } = response;
        const content = await buffer(response);
        const entries = Object.entries(headers).map(
          ([name, value]) => [name, String(value)] as [string, string],
        );
        resolve(
          new HttpResponse(
            content.length > 0 ? new Uint8Array(content) : null,
            {
              status,
              headers: entries,
            },
          ),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
