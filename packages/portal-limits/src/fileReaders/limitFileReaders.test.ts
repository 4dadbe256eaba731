import {
  BitbucketCloudUrlReader,
  FetchUrlReader,
  UrlReaders,
} from '@backstage/backend-defaults/urlReader';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { TarPack } from '../__testUtils__/TarPack';
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

    /** Responds with an archive of these files. */
    function search(files: Record<string, string>) {
      const pack = new TarPack();
      for (const [path, text] of Object.entries(files)) {
        pack.add(`acme-app-1a2b/${path}`, text);
      }
      return searchIn(new Response(pack.end()));
    }

    async function searchIn(archive: Response) {
      const request = jest
        .spyOn(globalThis, 'fetch')
        .mockImplementation(async (input: unknown) =>
          String(input).includes('/commits/')
            ? Response.json({ values: [{ hash: '1a2b3c4d5e6f7a' }] })
            : archive,
        );
      const reader = UrlReaders.create({
        config: new ConfigReader({
          backend: { limits: { readFile: { size: 5_000 } } },
        }),
        logger: mockServices.logger.mock(),
        factories: [limitFileReaders(BitbucketCloudUrlReader.factory)],
      });
      try {
        const { files } = await reader.search(repository);
        return files.map(file => file.url.split('/main/')[1]);
      } finally {
        request.mockRestore();
      }
    }

    const filesOf = (sizes: number[]) =>
      Object.fromEntries(
        sizes.map((size, index) => [`f${index}.yaml`, 'x'.repeat(size)]),
      );

    it('reads files within the limits', async () => {
      expect(await search(filesOf([1_000, 5_000, 10]))).toHaveLength(3);
    });

    it('skips names and paths that are unusually long', async () => {
      const name = (length: number) => `${'a'.repeat(length - 5)}.yaml`;
      const files = { [name(255)]: '', [name(256)]: '', 'b.yaml': '' };
      expect(await search(files)).toEqual([name(255), 'b.yaml']);
    });

    it.each([
      'a\\..\\b.yaml',
      'b\t.yaml',
      'b\n.yaml',
      '\u007fb.yaml',
      '%62.yaml',
      'gr%C3%b6n.yaml',
    ])(
      'skips %j, whose URL is or resembles that of another file',
      async name => {
        expect(await search({ [name]: 'y', 'b.yaml': 'x' })).toEqual([
          'b.yaml',
        ]);
      },
    );

    it('reads a file whose name contains a percent sign', async () => {
      expect(await search({ '100%.yaml': 'x' })).toEqual(['100%.yaml']);
    });

    it('serves other requests while it reads an archive that arrives in one piece', async () => {
      let turns = 0;
      let timer: NodeJS.Immediate;
      const count = () => {
        turns += 1;
        timer = setImmediate(count);
      };
      count();
      await search({ 'large.bin': '\0'.repeat(20_000_000) });
      clearImmediate(timer!);
      expect(turns).toBeGreaterThan(20_000_000 / 100_000);
    });

    it.each([
      ['one file that is too large', [10, 5_001]],
      ['files that are too large together', [5_000, 5_000, 5_000, 5_000, 1]],
      ['too many files', Array(1_001).fill(1)],
    ])('refuses %s', async (_, sizes) => {
      await expect(search(filesOf(sizes))).rejects.toThrow(
        'Use a narrower pattern.',
      );
    });
  });

  it('stops reading a huge archive', async () => {
    let read = 0;
    function* send() {
      const piece = Buffer.alloc(16 * 1024 * 1024);
      for (let count = 0; count < 50; count++) {
        read += piece.length;
        yield piece;
      }
    }
    const [{ reader }] = limitFileReaders(({ treeResponseFactory }) => [
      {
        reader: mockServices.urlReader.mock({
          readTree: () =>
            treeResponseFactory.fromTarArchive({
              stream: Readable.from(send()),
              etag: '',
            }),
        }),
        predicate: () => true,
      },
    ])({
      config: new ConfigReader({}),
      logger: mockServices.logger.mock(),
      treeResponseFactory: {
        fromTarArchive: async (options: { stream: Readable }) => ({
          dir: async () => {
            for await (const _ of options.stream);
          },
        }),
      } as never,
    });
    const tree = await reader.readTree(url);
    await expect(tree.dir()).rejects.toThrow(
      'The archive of the repository has more than 536,870,912 bytes',
    );
    expect(read).toBeLessThan(600 * 1024 * 1024);
  });
});
