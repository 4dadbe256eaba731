import {
  BitbucketCloudUrlReader,
  UrlReaders,
} from '@backstage/backend-defaults/urlReader';
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { TarPack } from '../__testUtils__/TarPack';
import { archiveBounds, limitArchives } from './limitArchives';

type TreeResponseFactory = Parameters<typeof limitArchives>[0];

const bounds = { archive: 20_000, unpacked: 30_000, files: 3 };
const message =
  'The archive of the repository has more than 20,000 bytes, more than 30,000 bytes unpacked, or more than 3 files. Use a smaller repository, or give the URL of each file in place of a pattern.';

function pack(files: Record<string, string>) {
  const archive = new TarPack();
  for (const [path, text] of Object.entries(files)) {
    archive.add(`acme-app-1a2b/${path}`, text);
  }
  return archive.end();
}

/** Returns random characters, which gzip reduces by at most an eighth. */
function random(length: number) {
  let seed = 1;
  return String.fromCharCode(
    ...Array.from({ length }, () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % 128;
    }),
  );
}

it('permits large repositories', () => {
  expect(archiveBounds.archive).toBeGreaterThanOrEqual(500_000_000);
  expect(archiveBounds.unpacked).toBeGreaterThanOrEqual(1_000_000_000);
  expect(archiveBounds.files).toBeGreaterThan(100_000);
});

describe('a tar archive', () => {
  async function read(archive: BodyInit) {
    const request = jest
      .spyOn(globalThis, 'fetch')
      .mockImplementation(async (input: unknown) =>
        String(input).includes('/commits/')
          ? Response.json({ values: [{ hash: '1a2b3c4d5e6f7a' }] })
          : new Response(archive),
      );
    try {
      const reader = UrlReaders.create({
        config: new ConfigReader({}),
        logger: mockServices.logger.mock(),
        factories: [
          ({ treeResponseFactory, ...options }) =>
            BitbucketCloudUrlReader.factory({
              ...options,
              treeResponseFactory: limitArchives(treeResponseFactory, bounds),
            }),
        ],
      });
      const tree = await reader.readTree(
        'https://bitbucket.org/acme/app/src/main/',
      );
      const files = await tree.files();
      return Promise.all(
        files.map(async ({ path, content }) => [path, String(await content())]),
      );
    } finally {
      request.mockRestore();
    }
  }

  const files = { 'a.yaml': 'a', 'b/c.yaml': 'c'.repeat(10_000), 'd.yaml': '' };

  it.each([
    ['compressed', pack(files)],
    ['not compressed', gunzipSync(pack(files))],
  ])('is read within the bounds: %s', async (_, archive) => {
    expect(await read(archive)).toEqual(Object.entries(files));
  });

  it.each([
    ['bytes', { a: random(25_000) }],
    ['bytes unpacked', { a: 'a'.repeat(30_000) }],
    ['files', { a: '', b: '', c: '', d: '' }],
  ])('is rejected with too many %s', async (_, each) => {
    await expect(read(pack(each))).rejects.toThrow(message);
  });

  it('is rejected with a wrong end', async () => {
    const archive = pack(files).subarray(0, -20);
    await expect(read(archive)).rejects.toThrow('unexpected end of file');
  });
});

describe('a zip archive', () => {
  /** Reads entries by their size, like Backstage. */
  async function read(entries: number[], chunks = [Buffer.alloc(10)]) {
    const factory = limitArchives(
      {
        fromZipArchive: async ({ filter, ...options }) => {
          const { etag, stream } = options as {
            etag: string;
            stream: Readable;
          };
          return {
            etag,
            files: async () => {
              expect(await stream.toArray()).toBeTruthy();
              return entries.flatMap(size =>
                filter!('a', { size })
                  ? [{ path: 'a', content: jest.fn() }]
                  : [],
              );
            },
          } as never;
        },
      } as Partial<TreeResponseFactory> as TreeResponseFactory,
      bounds,
    );
    const tree = await factory.fromZipArchive({
      stream: Readable.from(chunks),
      etag: 'e',
      filter: (_, info) => info!.size !== 1,
    });
    expect(tree.etag).toBe('e');
    return (await tree.files()).length;
  }

  it('is read within the bounds', async () => {
    expect(await read([10_000, 1, 20_000])).toBe(2);
  });

  it.each([
    ['bytes unpacked', [20_000, 10_001]],
    ['files', [1, 1, 1, 1]],
  ])('is rejected with too many %s', async (_, entries) => {
    await expect(read(entries)).rejects.toThrow(message);
  });

  it('is rejected with too many bytes, without a stream error', async () => {
    const chunks = Array(2_001).fill(Buffer.alloc(10));
    await expect(read([2], chunks)).rejects.toThrow(message);
  });
});
