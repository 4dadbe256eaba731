import {
  BitbucketCloudUrlReader,
  FetchUrlReader,
  UrlReaders,
} from '@backstage/backend-defaults/urlReader';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { TarPack } from './__testUtils__/TarPack';
import { limitFileReaders } from './limitFileReaders';

let server: Server;
let url: string;
let sent = 0;

beforeEach(async () => {
  sent = 0;
  server = createServer((req, res) => {
    const size = Number(req.url?.slice(1));
    const send = () => {
      while (sent < size && !res.destroyed) {
        sent += 1_000;
        if (!res.write('x'.repeat(1_000))) {
          res.once('drain', send);
          return;
        }
      }
      res.end();
    };
    send();
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise(resolve => {
    server.close(resolve);
  });
});

function createReader() {
  const config = new ConfigReader({
    backend: {
      limits: { readFile: { size: 5_000 } },
      reading: { allow: [{ host: new URL(url).host }] },
    },
  });
  return UrlReaders.create({
    config,
    logger: mockServices.logger.mock(),
    factories: [limitFileReaders(FetchUrlReader.factory)],
  });
}

const message = /has more than 5,000 bytes\. Use a smaller file\./;

describe('limitFileReaders', () => {
  it('reads a file within the limit', async () => {
    const response = await createReader().readUrl(`${url}/5000`);
    expect(await response.buffer()).toHaveLength(5_000);
    expect(await response.buffer()).toHaveLength(5_000);
  });

  it('stops reading a file above the limit', async () => {
    const size = 50_000_000;
    const response = await createReader().readUrl(`${url}/${size}`);
    await expect(response.buffer()).rejects.toThrow(message);
    expect(sent).toBeLessThan(size);
  });

  it('stops reading a file that the catalog searches for', async () => {
    const { files } = await createReader().search(`${url}/6000`);
    await expect(files[0].content()).rejects.toThrow(message);
  });

  it('stops a stream above the limit', async () => {
    const response = await createReader().readUrl(`${url}/6000`);
    const read = async () => {
      for await (const _ of response.stream!());
    };
    await expect(read()).rejects.toThrow(message);
  });

  describe('a search with a pattern', () => {
    const repository = 'https://bitbucket.org/acme/app/src/main/*.yaml';

    /** Answers with an archive of these files, by their size. */
    async function search(sizes: number[]) {
      const pack = new TarPack();
      for (const [index, size] of sizes.entries()) {
        pack.add(`acme-app-1a2b/f${index}.yaml`, 'x'.repeat(size));
      }
      const archive = pack.end();
      const request = jest
        .spyOn(globalThis, 'fetch')
        .mockImplementation(async (input: unknown) =>
          String(input).includes('/commits/')
            ? Response.json({ values: [{ hash: '1a2b3c4d5e6f7a' }] })
            : new Response(archive),
        );
      const reader = UrlReaders.create({
        config: new ConfigReader({
          backend: { limits: { readFile: { size: 5_000 } } },
        }),
        logger: mockServices.logger.mock(),
        factories: [limitFileReaders(BitbucketCloudUrlReader.factory)],
      });
      try {
        return (await reader.search(repository)).files.length;
      } finally {
        request.mockRestore();
      }
    }

    it('reads files within the limits', async () => {
      expect(await search([1_000, 5_000, 10])).toBe(3);
    });

    it.each([
      ['one file that is too large', [10, 5_001]],
      ['files that are too large together', [5_000, 5_000, 5_000, 5_000, 1]],
      ['too many files', Array(1_001).fill(1)],
    ])('refuses %s', async (_, sizes) => {
      await expect(search(sizes)).rejects.toThrow('Use a narrower pattern.');
    });
  });
});
